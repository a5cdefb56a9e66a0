package io.camelopard.votable;

import static io.camelopard.votable.Documents.read;
import static io.camelopard.votable.Documents.stream;
import static io.camelopard.votable.Documents.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.camelopard.FinalException;
import io.camelopard.TransientException;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VotableReaderTest {
    private static final String RA = "<FIELD name=\"s_ra\" datatype=\"double\"/>";

    @Test
    void saysRowLineColumnAndWhatItFound() {
        String rows = "<TR><TD>1.5</TD></TR>\n".repeat(1000) + "<TR><TD>NaN?</TD></TR>\n";
        assertThatThrownBy(() -> read(table(RA, rows)))
                .isInstanceOf(FinalException.class)
                .hasMessage("row 1001 (line 1001): column 's_ra' is double, found 'NaN?'; the answer is not used");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            double |        | 1.5         | 1.5
            double |        | ' +1.5 '    | 1.5
            double |        | 1e3         | 1000.0
            double |        | 1.0D+02     | 100.0
            double |        | .5          | 0.5
            double |        | -0.1        | -0.1
            double |        | 123456789012345678901 | 1.2345678901234568E20
            double |        | 4.9E-324    | 4.9E-324
            double |        | +InF        | Infinity
            double |        | -Infinity   | -Infinity
            double |        | NaN         |
            double |        | null        |
            double |        | ' '         |
            float  |        | 0.1         | 0.1
            float  |        | 16777217.5  | 1.6777218E7
            float  |        | -inf        | -Infinity
            int    |        | 0x1F        | 31
            int    |        | +7          | 7
            int    |        | 12.0        | 12
            int    |        | 1e3         | 1000
            int    |        | ''          |
            int    |        | NaN         |
            long   |        | -9223372036854775808 | -9223372036854775808
            unsignedByte |  | 255         | 255
            int    | *      | '2048,4096' | 2048 4096
            int    | 2      | '1 , 2'     | 1 2
            double | 3      | '1 NaN -Inf'| 1.0 NaN -Infinity
            float  | *      | '1.5, 2.5'  | 1.5 2.5
            bit    | *      | 101101      | true false true true false true
            bit    | 3      | 1 0 1       | true false true
            bit    |        | 1           | true
            boolean|        | ' T '       | true
            boolean|        | ?           |
            boolean| 3      | T F t       | true false true
            boolean| 3      | T ? F       | true null false
            boolean| 2      | ? ?         |
            floatComplex |  | 1 2         | 1.0 2.0
            char   |        | whole word  | whole word
            char   | *      | ' blanks '  | ' blanks '
            char   | 3x*    | 'abcde fg'  | abc de fg
            Double |        | 1           | 1.0
            string |        | odd type    | odd type
            """)
    void understandsWhatArchivesWrite(String type, String size, String text, String expected) {
        String field = "<FIELD name=\"x\" datatype=\"" + type + "\""
                + (size == null ? "" : " arraysize=\"" + size + "\"") + "/>";
        Row row = read(table(field, "<TR><TD>" + text + "</TD></TR>")).rows().get(0);
        assertThat(row.text("x")).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            double | 12:30:00
            double | 0x1p3
            double | 1.5f
            double | 1e
            double | --
            double | 1 2
            float  | abc
            short  | 32768
            int    | 1.5
            int    | 2147483648
            int    | 1e999999999
            long   | 9223372036854775808
            boolean| maybe
            bit    | 2
            bit    | 10
            """)
    void neverMakesNothingOfSomething(String type, String text) {
        String field = "<FIELD name=\"x\" datatype=\"" + type + "\"/>";
        assertThatThrownBy(() -> read(table(field, "<TR><TD>" + text + "</TD></TR>")))
                .isInstanceOf(FinalException.class)
                .hasMessage("row 1 (line 1): column 'x' is " + type + ", found '" + text + "'; the answer is not used");
    }

    @Test
    void findsColumnsInAnyCaseByUcdAndByUtype() {
        Columns columns = read(table(
                        "<FIELD ID=\"c1\" name=\"RA\" datatype=\"double\" ucd=\"POS_EQ_RA_MAIN\"/>"
                                + "<FIELD ID=\"c2\" name=\"ra\" datatype=\"double\" utype=\"obscore:Char.Ra\"/>"
                                + "<FIELD ID=\"c3\" name=\"RA\" datatype=\"double\"/>"
                                + "<FIELD name=\"RA\" datatype=\"double\"/>",
                        "<TR><TD>1</TD><TD>2</TD><TD>3</TD><TD>4</TD></TR>"))
                .columns();
        assertThat(columns.indexOf("RA")).isZero();
        assertThat(columns.indexOf("ra")).isEqualTo(1);
        assertThat(columns.indexOf("Ra")).isZero();
        assertThat(columns.indexOf("c3")).isEqualTo(2);
        assertThat(columns.indexOf("RA_2")).isEqualTo(3);
        assertThat(columns.indexOf("dec")).isEqualTo(-1);
        assertThat(columns.byUcd("pos.eq.ra;meta.main", "pos_eq_ra_main")).hasValue(0);
        assertThat(columns.byUtype("Char.Ra")).hasValue(1);
        assertThat(columns.byUtype("Char.Dec")).isEmpty();
    }

    @Test
    void readsAnyPrefixAnyVersionAndAnUnreachableDtd() {
        String document =
                "\n \n<?xml version=\"1.0\"?>\n<!DOCTYPE VOTABLE SYSTEM \"http://us-vo.org/xml/VOTable.dtd\">\n"
                        + table(RA, "<TR><TD>1</TD></TR>")
                                .replaceAll("<(/?)([A-Z])", "<$1foo:$2")
                                .replace("1.4", "17.3");
        assertThat(read(document).rows()).hasSize(1);
    }

    @Test
    void takesBytesThatAreNoUtf8AsLatin1() {
        byte[] document = table(
                        "<FIELD name=\"name\" datatype=\"char\" arraysize=\"*\"/>", "<TR><TD>Rég\u00e9 ü</TD></TR>")
                .getBytes(StandardCharsets.ISO_8859_1);
        assertThat(read(document).rows().get(0).text("name")).isEqualTo("Régé ü");
    }

    @Test
    void readsUtf16AndDeclaredLatin1() {
        String document =
                table("<FIELD name=\"name\" datatype=\"unicodeChar\" arraysize=\"*\"/>", "<TR><TD>é</TD></TR>");
        assertThat(read(document.getBytes(StandardCharsets.UTF_16))
                        .rows()
                        .get(0)
                        .text("name"))
                .isEqualTo("é");
        byte[] latin = ("<?xml version='1.0' encoding='ISO-8859-1'?>" + document).getBytes(StandardCharsets.ISO_8859_1);
        assertThat(read(latin).rows().get(0).text("name")).isEqualTo("é");
    }

    @Test
    void readsLatin1InBytes() {
        String base64 = Base64.getEncoder().encodeToString(new byte[] {0, 0, 0, 2, (byte) 0xe9, 'x'});
        assertThat(read(stream("<FIELD name=\"n\" datatype=\"char\" arraysize=\"*\"/>", "BINARY", base64))
                        .rows())
                .containsExactly(row(read(table("<FIELD name=\"n\" datatype=\"char\" arraysize=\"*\"/>", "")), "éx"));
    }

    private static Row row(Documents.Read like, Object... cells) {
        return Row.of(like.columns(), cells);
    }

    @Test
    void aTableWithoutDataHasNoRows() {
        Documents.Read read = read("<VOTABLE><RESOURCE><TABLE>" + RA + "</TABLE></RESOURCE></VOTABLE>");
        assertThat(read.rows()).isEmpty();
        assertThat(read.columns()).hasSize(1);
        assertThat(read.trailer().table()).isTrue();
    }

    @Test
    void aDocumentWithoutATableHasNoRowsAndSaysSo() {
        Documents.Read read = read("<VOTABLE><RESOURCE type=\"results\">"
                + "<INFO name=\"QUERY_STATUS\" value=\"ERROR\">no such column &lt;raj&gt;</INFO></RESOURCE></VOTABLE>");
        assertThat(read.rows()).isEmpty();
        assertThat(read.columns()).isEmpty();
        assertThat(read.trailer().table()).isFalse();
        assertThat(read.trailer().error()).contains("no such column <raj>");
    }

    @Test
    void theLastQueryStatusCounts() {
        String document = table(RA, "").replace("<TABLE>", "<INFO name=\"QUERY_STATUS\" value=\"OK\"/><TABLE>");
        assertThat(read(document).trailer().overflow()).isFalse();
        String after = document.replace("</TABLE>", "</TABLE><INFO name=\"QUERY_STATUS\" value=\"OVERFLOW\"/>");
        assertThat(read(after).trailer().overflow()).isTrue();
        String failed =
                after.replace("</RESOURCE>", "<INFO name=\"QUERY_STATUS\" value=\"ERROR\">died</INFO></RESOURCE>");
        assertThat(read(failed).trailer().overflow()).isFalse();
        assertThat(read(failed).trailer().error()).contains("died");
        assertThat(Documents.scan(failed).error()).contains("died");
    }

    @Test
    void findsServicesNestedBeforeAndAfterTheTable() {
        String service =
                "<RESOURCE type=\"meta\" utype=\"adhoc:service\" ID=\"%s\" name=\"n\"><DESCRIPTION>d</DESCRIPTION>"
                        + "<PARAM name=\"accessURL\" datatype=\"char\" arraysize=\"*\" value=\"https://x/?a&amp;b\"/>"
                        + "<PARAM name=\"standardID\" datatype=\"char\" arraysize=\"*\" value=\"ivo://ivoa.net/std/DataLink#links-1.1\"/>"
                        + "<GROUP name=\"inputParams\"><PARAM name=\"ID\" datatype=\"char\" arraysize=\"*\" value=\"\" ref=\"pid\"/>"
                        + "<PARAM name=\"BAND\" datatype=\"double\" arraysize=\"2\" unit=\"m\"><DESCRIPTION>band</DESCRIPTION>"
                        + "<VALUES><MIN value=\"1\"/><MAX value=\"2\"/><OPTION value=\"a\"/><OPTION value=\"b\"/></VALUES></PARAM>"
                        + "</GROUP></RESOURCE>";
        String document =
                "<VOTABLE>" + service.formatted("first") + "<RESOURCE type=\"results\">" + service.formatted("nested")
                        + "<TABLE>" + RA + "<DATA><TABLEDATA><TR><TD>1</TD></TR></TABLEDATA></DATA></TABLE></RESOURCE>"
                        + service.formatted("last") + "</VOTABLE>";
        Trailer trailer = read(document).trailer();
        assertThat(trailer.services()).extracting(ServiceDescriptor::id).containsExactly("first", "nested", "last");
        ServiceDescriptor last = trailer.services().get(2);
        assertThat(last.accessUrl()).isEqualTo("https://x/?a&b");
        assertThat(last.standardId()).isEqualTo("ivo://ivoa.net/std/DataLink#links-1.1");
        assertThat(last.description()).isEqualTo("d");
        assertThat(last.inputs()).extracting(Param::name).containsExactly("ID", "BAND");
        assertThat(last.inputs().get(0).ref()).isEqualTo("pid");
        assertThat(last.inputs().get(1).min()).isEqualTo("1");
        assertThat(last.inputs().get(1).max()).isEqualTo("2");
        assertThat(last.inputs().get(1).options()).containsExactly("a", "b");
        assertThat(trailer.params()).isEmpty();
    }

    @Test
    void passesOverMivotAndTheDataOfOtherTables() {
        String other = "<TABLE ID=\"other\"><INFO name=\"QUERY_STATUS\" value=\"ERROR\"/>" + RA
                + "<DATA><TABLEDATA><TR><TD>no number</TD></TR></TABLEDATA></DATA></TABLE>";
        String mivot =
                "<RESOURCE type=\"meta\"><dm-mapping:VODML><INFO name=\"x\" value=\"y\"/><TABLE><DATA><TABLEDATA/></DATA></TABLE>"
                        + "</dm-mapping:VODML></RESOURCE>";
        String document = table(RA, "<TR><TD>1</TD></TR>")
                .replace("<RESOURCE", mivot + "<RESOURCE")
                .replace("</RESOURCE></VOTABLE>", other + "</RESOURCE></VOTABLE>");
        Documents.Read read = read(document);
        assertThat(read.rows()).hasSize(1);
        assertThat(read.trailer().infos()).isEmpty();
    }

    @Test
    void prefersATableThatHoldsResultsToOneThatDescribes() {
        String document = table(RA, "<TR><TD>1</TD></TR>")
                .replace(
                        "<RESOURCE",
                        "<RESOURCE type=\"meta\"><TABLE><FIELD name=\"m\" datatype=\"int\"/></TABLE></RESOURCE><RESOURCE");
        assertThat(read(document).columns()).extracting(Column::name).containsExactly("s_ra");
        assertThatThrownBy(() -> read(table(RA, "<TR><TD>1</TD></TR>").replace("results", "meta")))
                .isInstanceOf(FinalException.class)
                .hasMessage("the only TABLE with data stands in a RESOURCE of type meta, where no results are");
    }

    @Test
    void readsATableThatRefersToTheFieldsOfAnother() {
        String document = "<VOTABLE><RESOURCE type=\"meta\"><TABLE ID=\"t\">" + RA
                + "</TABLE></RESOURCE><RESOURCE><TABLE ref=\"t\">"
                + "<DATA><TABLEDATA><TR><TD>1.5</TD></TR></TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>";
        assertThat(read(document).rows().get(0).get("s_ra")).isEqualTo(1.5);
    }

    @Test
    void takesAShortRowAndRefusesALongOne() {
        String fields = RA + RA.replace("s_ra", "s_dec");
        assertThat(read(table(fields, "<TR><TD>1</TD></TR>")).rows().get(0).values())
                .containsExactly(1.0, null);
        assertThatThrownBy(() -> read(table(fields, "<TR><TD>1</TD><TD>2</TD><TD>3</TD></TR>")))
                .hasMessage(
                        "row 1 (line 1): the row has more cells than the TABLE has FIELDs (2); the answer is not used");
        assertThatThrownBy(() -> read(table("", "<TR><TD>1</TD></TR>")))
                .isInstanceOf(FinalException.class)
                .hasMessageContaining("more cells than the TABLE has FIELDs (0)");
        assertThat(read(table("", "")).rows()).isEmpty();
    }

    @Test
    void refusesAStreamThatEndsWithinARow() {
        String base64 = Base64.getEncoder()
                .encodeToString(ByteBuffer.allocate(12).putDouble(1.5).array());
        assertThatThrownBy(() -> read(stream(RA, "BINARY", base64)))
                .isInstanceOf(FinalException.class)
                .hasMessage(
                        "row 2 (line 1): the STREAM ends within the row, after 4 of its bytes; the answer is not used");
        assertThatThrownBy(() -> read(stream(RA, "BINARY", "AAAA*AAA")))
                .hasMessageContaining("row 1 (line 1): the STREAM is damaged: '*' is not base64");
        assertThatThrownBy(() -> read(stream(RA, "BINARY", "AAAA<TR/>AAA")))
                .hasMessageContaining("found the element TR inside a STREAM");
        assertThatThrownBy(() -> read(stream("", "BINARY", "AAAA"))).hasMessageContaining("the TABLE has no FIELDs");
        assertThatThrownBy(() -> read(stream(RA.replace("double", "text"), "BINARY2", "AAAA")))
                .hasMessage(
                        "column 's_ra' has the datatype 'text', which is none of VOTable, so its bytes cannot be read");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   \n"})
    void anEmptyAnswerIsACutOne(String text) {
        assertThatThrownBy(() -> read(text)).isInstanceOfAny(TransientException.class, FinalException.class);
    }

    @Test
    void saysWhereADocumentIsCutOff() {
        String document = table(RA, "<TR><TD>1</TD></TR>\n<TR><TD>2</TD></TR>\n");
        String cut = document.substring(0, document.indexOf("<TD>2") + 4);
        assertThatThrownBy(() -> read(cut))
                .isInstanceOf(TransientException.class)
                .hasMessage("the document ends at byte " + cut.length()
                        + " (line 2) before its last element is closed; it is cut off and not used");
        assertThatThrownBy(() -> Documents.scan(cut)).isInstanceOf(TransientException.class);
    }

    @Test
    void showsTheBeginningOfWhatIsNoVotable() {
        assertThatThrownBy(() -> read("Error:  the\tquery \u202e failed\u0007"))
                .isInstanceOf(FinalException.class)
                .hasMessage("found text where a VOTable was expected: 'Error: the query failed'");
        assertThatThrownBy(() -> read(
                        "<!DOCTYPE html><html><head><title>Log in</title><script>x<y</script></head><body>please<br>"))
                .isInstanceOf(FinalException.class)
                .hasMessage("found an HTML page where a VOTable was expected: 'Log in please'");
        assertThatThrownBy(() -> read("<uws:job><uws:jobId>1</uws:jobId></uws:job>"))
                .isInstanceOf(FinalException.class)
                .hasMessage(
                        "found XML that is no VOTable where one was expected: '<uws:job><uws:jobId>1</uws:jobId></uws:job>'");
    }

    @Test
    void saysWhereXmlIsNotWellFormed() {
        assertThatThrownBy(() -> read(table(RA, "<TR><TD>1</TD></TR>\n<TR><TD>a & b</TD></TR>")))
                .isInstanceOf(FinalException.class)
                .hasMessageStartingWith("row 2 (line 2): not well-formed XML: ");
    }

    @Test
    void saysThatTheBytesCannotBeDecoded() {
        byte[] zipped =
                Samples.gzip(table(RA, "<TR><TD>1</TD></TR>".repeat(1000)).getBytes(StandardCharsets.UTF_8));
        zipped[40] ^= 0x55;
        assertThatThrownBy(() -> read(zipped)).isInstanceOf(FinalException.class);
        assertThatThrownBy(() -> read("<?xml version='1.0' encoding='klingon'?>" + table(RA, "")))
                .isInstanceOf(FinalException.class)
                .hasMessageContaining("klingon");
    }

    @Test
    void hasNextMayBeAskedTwice() {
        byte[] document = table(RA, "<TR><TD>1</TD></TR>").getBytes(StandardCharsets.UTF_8);
        try (VotableReader reader = VotableReader.open(new ByteArrayInputStream(document), Limits.defaults())) {
            assertThat(reader.hasNext()).isTrue();
            assertThat(reader.hasNext()).isTrue();
            assertThatThrownBy(reader::trailer).isInstanceOf(IllegalStateException.class);
            assertThat(reader.next().get(0)).isEqualTo(1.0);
            assertThat(reader.hasNext()).isFalse();
            assertThat(reader.hasNext()).isFalse();
            assertThatThrownBy(reader::next).isInstanceOf(NoSuchElementException.class);
            assertThat(reader.trailer().rows()).isEqualTo(1);
        }
    }
}
