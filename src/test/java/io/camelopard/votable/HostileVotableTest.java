package io.camelopard.votable;

import static io.camelopard.votable.Documents.read;
import static io.camelopard.votable.Documents.stream;
import static io.camelopard.votable.Documents.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.camelopard.FinalException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Documents that want to reach out, to be believed, or to fill the memory. */
@Timeout(60)
class HostileVotableTest {
    private static final Limits SMALL = new Limits(1 << 20, 100, 1000, 20, 50, 200);
    private static final String NAME = "<FIELD name=\"name\" datatype=\"char\" arraysize=\"*\"/>";

    @TempDir
    private Path folder;

    @Test
    void neverReachesOutNorReadsAFile() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "hunter2");
        try (ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            String url = "http://127.0.0.1:" + listener.getLocalPort() + "/x";
            String row = table(NAME, "<TR><TD>[&e;]</TD></TR>");
            List<String> hostile = List.of(
                    "<!DOCTYPE VOTABLE SYSTEM \"" + url + "\">" + table(NAME, "<TR><TD>x</TD></TR>"),
                    "<!DOCTYPE VOTABLE PUBLIC \"-//x\" \"" + url + "\">" + row,
                    "<!DOCTYPE VOTABLE [<!ENTITY e SYSTEM \"" + url + "\">]>" + row,
                    "<!DOCTYPE VOTABLE [<!ENTITY e SYSTEM \"" + secret.toUri() + "\">]>" + row,
                    "<!DOCTYPE VOTABLE [<!ENTITY % p SYSTEM \"" + url + "\">%p;]>" + row,
                    "<!DOCTYPE VOTABLE [<!ENTITY % p SYSTEM \"" + url
                            + "\"><!ENTITY e \"<!ENTITY x SYSTEM '%p;'>\">%p;]>" + row,
                    "<?xml-stylesheet href=\"" + url + "\"?>" + table(NAME, ""),
                    "<VOTABLE xmlns:xi=\"http://www.w3.org/2001/XInclude\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" "
                            + "xsi:schemaLocation=\"x " + url + "\"><xi:include href=\"" + url + "\"/></VOTABLE>",
                    stream(NAME, "BINARY", "").replace("<STREAM", "<STREAM href=\"" + url + "\""),
                    stream(NAME, "BINARY2", "").replace("<STREAM", "<STREAM href=\"" + url + "\" actuate=\"onLoad\""),
                    stream(NAME, "FITS", "").replace("<STREAM", "<STREAM href=\"" + url + "\""));
            for (String document : hostile) {
                assertThat(outcome(document)).doesNotContain("hunter2");
                assertThat(outcome(document)).doesNotContain("NullPointer");
                assertThat(scanned(document)).doesNotContain("hunter2");
            }
            assertNoConnection(listener);
        }
    }

    private static String outcome(String document) {
        try {
            return read(document).rows().toString();
        } catch (FinalException e) {
            return e.toString();
        }
    }

    private static String scanned(String document) {
        try {
            return Documents.scan(document).toString();
        } catch (FinalException e) {
            return e.toString();
        }
    }

    private static void assertNoConnection(ServerSocket listener) throws IOException {
        listener.setSoTimeout(200);
        assertThatThrownBy(listener::accept).isInstanceOf(SocketTimeoutException.class);
    }

    @Test
    void saysThatRowsAreElsewhere() {
        String document = stream(NAME, "BINARY", "").replace("<STREAM", "<STREAM href=\"http://me:pw@h/x?token=1\"");
        assertThatThrownBy(() -> read(document))
                .isInstanceOf(FinalException.class)
                .hasMessage(
                        "the rows of the TABLE are elsewhere (STREAM href http://h/x); references out of the document "
                                + "are not followed, so there is nothing to read");
    }

    @Test
    void stopsBillionLaughs() {
        StringBuilder entities = new StringBuilder("<!ENTITY e0 \"ha\">");
        for (int i = 1; i < 30; i++) {
            entities.append("<!ENTITY e")
                    .append(i)
                    .append(" \"&e")
                    .append(i - 1)
                    .append(";&e")
                    .append(i - 1)
                    .append(";\">");
        }
        String document = "<!DOCTYPE VOTABLE [" + entities + "]>" + table(NAME, "<TR><TD>&e29;</TD></TR>");
        assertThatThrownBy(() -> read(document))
                .isInstanceOf(FinalException.class)
                .hasMessageContaining("JAXP00010001");
        assertThatThrownBy(() -> read(document.replace("<FIELD ", "<INFO name=\"i\" value=\"&e29;\"/><FIELD ")))
                .isInstanceOf(FinalException.class);
        String quadratic = "<!DOCTYPE VOTABLE [<!ENTITY e \"" + "x".repeat(90_000) + "\">]>"
                + table(NAME, "<TR><TD>" + "&e;".repeat(900) + "</TD></TR>");
        assertThatThrownBy(() -> read(quadratic))
                .isInstanceOf(FinalException.class)
                .hasMessage("the document declares entities of more than 10000 characters");
        String own =
                "<!DOCTYPE VOTABLE [<!ENTITY deg \"\u00b0\">]>" + table(NAME, "<TR><TD>5&deg;</TD></TR>".repeat(900));
        assertThat(read(own).rows()).hasSize(900);
    }

    @Test
    void readsAnyNumberOfHarmlessEntities() {
        String document = table(NAME, ("<TR><TD>" + "&amp;&lt;&#233;".repeat(100) + "</TD></TR>").repeat(2000));
        assertThat(read(document).rows()).hasSize(2000);
    }

    @Test
    void stopsAtACellThatIsTooLong() {
        assertThatThrownBy(() -> read(bytes(table(NAME, "<TR><TD>" + "x".repeat(1001) + "</TD></TR>")), SMALL))
                .hasMessage("row 1 (line 1): a cell has more than 1000 characters; the answer is not used");
        String many = "<TR>" + ("<TD>" + "x".repeat(900) + "</TD>").repeat(5) + "</TR>";
        assertThatThrownBy(() -> read(bytes(table(NAME.repeat(5), many)), SMALL))
                .hasMessage("row 1 (line 1): the row has more than 4000 characters; the answer is not used");
    }

    @Test
    void stopsAtAHugeCellCommentAttributeOrCdataOfAnEndlessDocument() {
        String before = "<VOTABLE><RESOURCE><TABLE>" + NAME;
        List<String> beginnings = List.of(
                before + "<DATA><TABLEDATA><TR><TD>",
                before + "<DATA><TABLEDATA><TR><TD><![CDATA[",
                before + "<!--",
                before + "<FIELD name=\"",
                before + "<?pi ",
                "<!DOCTYPE VOTABLE [<!ENTITY e \"",
                "<VOTABLE><INFO name=\"a\" value=\"b\">",
                "<",
                "<VOTABLE ");
        for (String beginning : beginnings) {
            assertThatThrownBy(() -> drain(new Endless(beginning, 'A'), Limits.defaults()))
                    .as(beginning)
                    .isInstanceOf(FinalException.class)
                    .hasMessageMatching("(?s).*(more than|longer than|larger than|limit|not well-formed|no VOTable).*");
        }
    }

    @Test
    void holdsNoMoreThanAPieceOfACdataSection() {
        String row = Base64.getEncoder().encodeToString(new byte[] {0, 0, 0, 3, 'a', 'b', 'c', 0, 0, 0, 1, 'd'});
        String rows = "<![CDATA[" + row.repeat(40_000) + "]]>";
        assertThat(read(bytes(stream(NAME, "BINARY", rows)), SMALL).rows()).hasSize(80_000);
        assertThatThrownBy(() -> read(bytes(table(NAME, "<TR><TD>" + rows + "</TD></TR>")), SMALL))
                .hasMessage("row 1 (line 1): a cell has more than 1000 characters; the answer is not used");
        assertThatThrownBy(() -> read(bytes(table(NAME, "").replace("<DATA", "<!--" + rows + "--><DATA")), SMALL))
                .hasMessage("one tag or comment of the document is longer than 1000 bytes");
    }

    @Test
    void stopsAtTooManyElementsOfAnEndlessDocument() {
        for (String again : List.of(
                "<FIELD name=\"f\" datatype=\"int\"/>",
                "<INFO name=\"i\" value=\"v\"/>",
                "<PARAM name=\"i\" value=\"v\" datatype=\"int\"/>",
                "<GROUP>",
                "<RESOURCE>",
                "<TABLE ID=\"t\"></TABLE>",
                "<RESOURCE utype=\"adhoc:service\"></RESOURCE>",
                "<PARAM name=\"p\" datatype=\"int\"><VALUES><OPTION value=\"1\"/></VALUES></PARAM>",
                "<FIELD name=\"f\" datatype=\"int\"><VALUES null=\"1\"/></FIELD>")) {
            String beginning = "<VOTABLE><RESOURCE>" + (again.startsWith("<FIELD") ? "<TABLE>" : "");
            assertThatThrownBy(() -> drain(new Endless(beginning, again), Limits.defaults()))
                    .as(again)
                    .isInstanceOf(FinalException.class)
                    .hasMessageMatching(".*(more than|nested more than) [0-9]+ .*");
        }
    }

    @Test
    void stopsAtTheLargestDocument() {
        assertThatThrownBy(() -> read(bytes(table(NAME, "<TR/>".repeat(300_000))), SMALL))
                .isInstanceOf(FinalException.class)
                .hasMessage("the document is larger than the limit of 1048576 bytes");
        assertThatThrownBy(() -> Documents.scan(bytes(table(NAME, "<TR/>".repeat(300_000))), SMALL))
                .hasMessage("the document is larger than the limit of 1048576 bytes");
        String stream = "<VOTABLE><RESOURCE><TABLE>" + NAME + "<DATA><BINARY><STREAM><![CDATA[";
        assertThatThrownBy(() -> drain(new Endless(stream, 'A'), SMALL))
                .hasMessage("the document is larger than the limit of 1048576 bytes");
    }

    @Test
    void stopsADecompressionBombEarly() throws IOException {
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(bomb)) {
            zip.write(bytes("<VOTABLE><RESOURCE><TABLE>" + NAME + "<DATA><TABLEDATA><TR><TD>"));
            byte[] zeros = new byte[1 << 20];
            Arrays.fill(zeros, (byte) ' ');
            for (int i = 0; i < 300; i++) {
                zip.write(zeros);
            }
        }
        Limits roomy = new Limits(1L << 40, 100, 1 << 30, 20, 50, 200);
        assertThatThrownBy(() -> read(bomb.toByteArray(), roomy))
                .isInstanceOf(FinalException.class)
                .hasMessageStartingWith("the document is a decompression bomb: ")
                .hasMessageEndingWith(", the limit is 200:1");
        assertThatThrownBy(() -> Documents.scan(bomb.toByteArray(), roomy))
                .hasMessageStartingWith("the document is a decompression bomb: ");
    }

    @Test
    void doesNotMakeArraysOfAPromisedSize() {
        String numbers = "<FIELD name=\"a\" datatype=\"double\" arraysize=\"%s\"/>";
        String promise = Base64.getEncoder()
                .encodeToString(ByteBuffer.allocate(8).putInt(Integer.MAX_VALUE).array());
        assertThatThrownBy(() -> read(stream(numbers.formatted("*"), "BINARY", promise)))
                .isInstanceOf(FinalException.class)
                .hasMessage(
                        "row 1 (line 1): column 'a' is double[*], found an array of 2147483647 elements, the limit is 4194304; "
                                + "the answer is not used");
        for (String size :
                List.of("2147483647", "65536x65536x65536", "99999999999999999999", "-1", "0x*", "*x*", "x")) {
            assertThatThrownBy(() -> read(stream(numbers.formatted(size), "BINARY2", promise)))
                    .as(size)
                    .isInstanceOf(FinalException.class);
            assertThat(read(table(numbers.formatted(size), "<TR><TD>1 2</TD></TR>"))
                            .rows())
                    .hasSize(1);
        }
        String text = "<FIELD name=\"a\" datatype=\"char\" arraysize=\"%s\"/>";
        for (String size : List.of("0", "0x5", "0x*", "-3x*", "5x0")) {
            assertThat(outcome(table(text.formatted(size), "<TR><TD>ab</TD></TR>")))
                    .doesNotContain("cannot be read: java");
            assertThat(outcome(stream(text.formatted(size), "BINARY", promise))).doesNotContain("cannot be read: java");
        }
    }

    @Test
    void doesNotReadForeverWhereARowHasNoBytes() {
        String nothing = "<FIELD name=\"a\" datatype=\"int\" arraysize=\"0\"/>";
        assertThat(outcome(stream(nothing, "BINARY", "AAAA"))).contains("no bytes");
        assertThat(read(stream(nothing, "BINARY2", "AAAA")).rows()).hasSize(3);
    }

    @Test
    void doesNotBelieveFitsHeaders() {
        String good =
                "XTENSION= 'BINTABLE'|BITPIX  = 8|NAXIS   = 2|NAXIS1  = 8|NAXIS2  = 1|PCOUNT  = 0|GCOUNT  = 1|TFIELDS = 1|TFORM1  = '1D'";
        assertThat(read(fits(good, 8)).rows()).hasSize(1);
        assertThatThrownBy(() -> read(fits(good.replace("NAXIS2  = 1", "NAXIS2  = 9000000000000000"), 8)))
                .isInstanceOf(FinalException.class)
                .hasMessage("the inline FITS promises 72000000000000000 bytes of data where 2880 are left");
        assertThatThrownBy(() -> read(fits(good.replace("TFIELDS = 1", "TFIELDS = 999999999"), 8)))
                .hasMessage("the inline FITS says that it has 999999999 columns, the limit is 10000");
        for (String bad : List.of(
                good.replace("NAXIS1  = 8|NAXIS2  = 1", "NAXIS1  = 0|NAXIS2  = 9000000000000000"),
                good.replace("'1D'", "'999999999D'"),
                good.replace("NAXIS2  = 1", "NAXIS2  = 9223372036854775807"),
                good.replace("NAXIS2  = 1", "NAXIS2  = -5"),
                good.replace("NAXIS   = 2", "NAXIS   = 999999"),
                good.replace("'1D'", "'1PD(2000000000)'"),
                good.replace("'1D'", "'what'"),
                good.replace("BITPIX  = 8", "BITPIX  = eight"),
                good.replace("GCOUNT  = 1", "GCOUNT  = -1"),
                "XTENSION= 'IMAGE'|BITPIX  = 8|NAXIS   = 0")) {
            assertThatThrownBy(() -> read(fits(bad, -1))).as(bad).isInstanceOf(FinalException.class);
        }
        assertThatThrownBy(() -> read(stream("", "FITS", Base64.getEncoder().encodeToString(new byte[5760]))))
                .isInstanceOf(FinalException.class)
                .hasMessage("the inline FITS ends within a header");
    }

    private static String fits(String cards, int fill) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        header(file, "SIMPLE  = T|BITPIX  = 8|NAXIS   = 0|EXTEND  = T");
        header(file, cards);
        byte[] data = new byte[2880];
        Arrays.fill(data, (byte) fill);
        file.writeBytes(data);
        return stream("", "FITS", Base64.getEncoder().encodeToString(file.toByteArray()));
    }

    private static void header(ByteArrayOutputStream file, String cards) {
        StringBuilder header = new StringBuilder();
        for (String card : (cards + "|END").split("\\|", -1)) {
            boolean valued = card.indexOf('=') == 8;
            String value = valued ? card.substring(10) : "";
            String text = valued
                    ? card.substring(0, 10) + (value.startsWith("'") ? value : String.format("%20s", value))
                    : card;
            header.append(String.format("%-80s", text));
        }
        while (header.length() % 2880 != 0) {
            header.append(' ');
        }
        file.writeBytes(header.toString().getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void drain(InputStream in, Limits limits) {
        try (VotableReader reader = VotableReader.open(in, limits)) {
            reader.forEachRemaining(row -> {});
        }
    }

    /** A beginning, and then the same again for ever. */
    private static final class Endless extends InputStream {
        private final InputStream beginning;
        private final byte[] again;

        Endless(String beginning, char again) {
            this(beginning, String.valueOf(again).repeat(4096));
        }

        Endless(String beginning, String again) {
            this.beginning = new ByteArrayInputStream(bytes(beginning));
            this.again = bytes(again.repeat(Math.max(1, 4096 / again.length())));
        }

        private int at;

        @Override
        public int read() throws IOException {
            int first = beginning.read();
            return first >= 0 ? first : again[at++ % again.length];
        }

        @Override
        public int read(byte[] to, int offset, int length) throws IOException {
            int count = beginning.read(to, offset, length);
            if (count > 0) {
                return count;
            }
            int start = at % again.length;
            int size = Math.min(length, again.length - start);
            System.arraycopy(again, start, to, offset, size);
            at = start + size;
            return size;
        }
    }
}
