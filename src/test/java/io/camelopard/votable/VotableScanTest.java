package io.camelopard.votable;

import static org.assertj.core.api.Assertions.assertThat;

import io.camelopard.FinalException;
import io.camelopard.TransientException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class VotableScanTest {
    private static final String STATUS = "<INFO name=\"QUERY_STATUS\" value=\"OVERFLOW\"/>";
    private static final String FALSE_STATUS = "<INFO name=\"QUERY_STATUS\" value=\"ERROR\"/>";
    private static final String HEAD =
            "<VOTABLE><RESOURCE><TABLE><FIELD name=\"n\" datatype=\"char\" arraysize=\"*\"/><DATA><TABLEDATA>";
    private static final String TAIL = "</TABLEDATA></DATA></TABLE>" + STATUS + "</RESOURCE></VOTABLE>";

    /** Pieces of rows that look like the end of them, or like something else, and are not. */
    @Provide
    Arbitrary<String> rows() {
        return Arbitraries.of(
                        "<TR><TD>x</TD></TR>",
                        "<TR><TD/></TR>",
                        "<TR ID=\"a>b\"><TD>'</TD></TR>",
                        "<!-- </TABLEDATA> " + FALSE_STATUS + " -->",
                        "<!---></TABLEDATA>-->",
                        "<!---->",
                        "<TR><TD><![CDATA[</TABLEDATA>" + FALSE_STATUS + "]]]]><![CDATA[>]]></TD></TR>",
                        "<?pi </TABLEDATA> <!-- ?>",
                        "<TR><TD>&lt;/TABLEDATA&gt; ]]</TD></TR>",
                        "<TR><TD>-- > \" '</TD></TR>",
                        "<vot:TR><vot:TD>1</vot:TD></vot:TR>",
                        "<TABLEDATAX></TABLEDATAX>",
                        "\n\t ")
                .list()
                .ofMaxSize(30)
                .map(list -> String.join("", list));
    }

    @Property(tries = 500)
    void passesOverAnythingThatMayStandInRows(
            @ForAll("rows") String rows, @ForAll @IntRange(max = 70_000) int blanks, @ForAll boolean prefixed) {
        String document = HEAD + " ".repeat(blanks) + rows + TAIL;
        String named = prefixed
                ? document.replaceAll("<(/?)(VOTABLE|RESOURCE|TABLE|TABLEDATA|DATA|INFO|FIELD)\\b", "<$1v:$2")
                : document;
        Trailer scanned = Documents.scan(named);
        assertThat(scanned.queryStatus()).contains("OVERFLOW");
        assertThat(scanned.infos()).hasSize(1);
    }

    @Test
    void isNotMisledOutsideTheRows() {
        String misleading = "<!-- <TABLEDATA> --><?x <STREAM>?><DESCRIPTION><![CDATA[<TABLEDATA>]]></DESCRIPTION>"
                + "<INFO name=\"a\" value=\"'>/\">&lt;STREAM></INFO><INFO name='b' value='\">'/>";
        String document = HEAD.replace("<RESOURCE>", "<RESOURCE>" + misleading) + "<TR><TD>x</TD></TR>" + TAIL;
        for (String one : List.of(document, document.replace("<TABLEDATA>", "<TABLEDATA\n a=\"/>\" >"))) {
            Trailer scanned = Documents.scan(one);
            assertThat(scanned.infos()).extracting(Info::name).containsExactly("a", "b", "QUERY_STATUS");
            assertThat(scanned.infos().get(0).text()).isEqualTo("<STREAM>");
        }
    }

    @Test
    void readsADocumentWithEntitiesOfItsOwnWhole() {
        String document = "<!DOCTYPE VOTABLE [<!ENTITY e \"<TABLEDATA>\">]>" + HEAD + "<TR><TD>x</TD></TR>" + TAIL;
        assertThat(Documents.scan(document).overflow()).isTrue();
    }

    @Test
    void readsUtf16Whole() {
        for (Charset charset : List.of(StandardCharsets.UTF_16, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
            byte[] document = ("<?xml version=\"1.0\" encoding=\"UTF-16\"?>" + HEAD + "<TR><TD>x</TD></TR>" + TAIL)
                    .getBytes(charset);
            assertThat(Documents.scan(document, Limits.defaults()).overflow()).isTrue();
        }
    }

    @Test
    void emptyDataIsNoData() {
        assertThat(Documents.scan(HEAD.replace("<TABLEDATA>", "<TABLEDATA/>") + TAIL.replace("</TABLEDATA>", ""))
                        .overflow())
                .isTrue();
    }

    @Test
    void findsTheStatusBehindBytes() {
        String document = Documents.stream("<FIELD name=\"n\" datatype=\"int\"/>", "BINARY2", "AAAA".repeat(100_000))
                .replace("</TABLE>", "</TABLE>" + STATUS);
        Trailer scanned = Documents.scan(document);
        assertThat(scanned.overflow()).isTrue();
        assertThat(scanned.rows()).isEqualTo(-1);
    }

    /** Any bytes at all: the scan gives an answer or one of our exceptions. */
    @Property(tries = 300)
    void survivesAnything(@ForAll("rows") String rows, @ForAll @IntRange(max = 400) int at, @ForAll byte odd)
            throws IOException {
        byte[] document = (HEAD + rows + TAIL).getBytes(StandardCharsets.UTF_8);
        document[at % document.length] = odd;
        try {
            Documents.scan(document, Limits.defaults());
        } catch (FinalException | TransientException e) {
            assertThat(e.getMessage()).doesNotContain("java.lang");
        }
        try (InputStream in = new ByteArrayInputStream(document);
                VotableReader reader = VotableReader.open(in, Limits.defaults())) {
            reader.forEachRemaining(row -> {});
        } catch (FinalException | TransientException e) {
            assertThat(e.getMessage()).doesNotContain("java.lang");
        }
    }
}
