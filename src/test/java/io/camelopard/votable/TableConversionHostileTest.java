package io.camelopard.votable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.camelopard.FinalException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that want to reach out, to be believed, or to fill the memory; and files that are cut off. */
@Timeout(120)
class TableConversionHostileTest {
    private static final Limits SMALL = new Limits(1 << 20, 100, 1000, 20, 50, 200);
    private static final String YAML = """
            # %ECSV 1.0
            # ---
            # delimiter: ','
            # datatype:
            # - {name: a, datatype: string}
            # - {name: b, datatype: int32, subtype: 'int32[null]'}
            """;

    @TempDir
    Path folder;

    private void convert(byte[] content, Limits limits) throws IOException {
        Path file = Files.write(folder.resolve("file"), content);
        new TableConversion(TableFormat.VOTABLE, limits).from(file, folder.resolve("target"));
    }

    private String fault(byte[] content, Limits limits) {
        try {
            convert(content, limits);
            return "none";
        } catch (FinalException e) {
            return String.valueOf(e.getMessage());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private String fault(String content) {
        return fault(content.getBytes(StandardCharsets.UTF_8), SMALL);
    }

    @Test
    void neverReachesOutNorReadsAFile() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "hunter2");
        try (ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            String url = "http://127.0.0.1:" + listener.getLocalPort() + "/x";
            String row = Documents.table("<FIELD name='n' datatype='char' arraysize='*'/>", "<TR><TD>&e;</TD></TR>");
            List<String> hostile = List.of(
                    "<!DOCTYPE VOTABLE SYSTEM \"" + url + "\">" + row.replace("&e;", "x"),
                    "<!DOCTYPE VOTABLE [<!ENTITY e SYSTEM \"" + secret.toUri() + "\">]>" + row,
                    "<!DOCTYPE VOTABLE [<!ENTITY e SYSTEM \"" + url + "\">]>" + row,
                    Documents.stream("<FIELD name='n' datatype='int'/>", "FITS", "")
                            .replace("<STREAM", "<STREAM href=\"" + url + "\""),
                    "# %ECSV 1.0\n# ---\n# datatype: !!javax.script.ScriptEngineManager [!!java.net.URLClassLoader "
                            + "[[!!java.net.URL [\"" + url + "\"]]]]\na\n1\n",
                    "# %ECSV 1.0\n# ---\n# datatype:\n# - {name: a, datatype: string}\n# header: " + url + "\na\n1\n",
                    "a,b\n" + url + ",<" + secret + "\n",
                    "a,b\n" + secret + "|,$(touch " + secret + "2)\n");
            for (String document : hostile) {
                String outcome = fault(document);
                Path target = folder.resolve("target");
                assertThat(outcome + (Files.exists(target) ? Files.readString(target) : ""))
                        .doesNotContain("hunter2");
                Files.deleteIfExists(target);
            }
            listener.setSoTimeout(200);
            assertThatThrownBy(listener::accept).isInstanceOf(SocketTimeoutException.class);
            assertThat(folder.resolve("secret2")).doesNotExist();
        }
    }

    @Test
    void makesNoObjectsThatYamlAsksFor() {
        assertThat(fault("# %ECSV 1.0\n# ---\n# datatype: !!java.io.File [x]\na\n1\n"))
                .startsWith("the file looks like ecsv and cannot be read: YAML parse error");
    }

    private byte[] fits() throws IOException {
        Columns columns = Columns.of(List.of(Column.of("i", "int", null), Column.of("v", "double", "*")));
        Path file = TableFileTest.write(
                folder.resolve("t.fits"),
                TableFormat.FITS,
                columns,
                TableFileTest.rows(columns, List.of(new Object[] {1, new double[] {1, 2}}, new Object[] {2, null})));
        return Files.readAllBytes(file);
    }

    /** Cards of the table's header, which comes after the primary HDU. */
    private static byte[] changed(byte[] fits, String key, String value) {
        String text = new String(fits, StandardCharsets.ISO_8859_1);
        int table = text.indexOf("XTENSION");
        int found = text.indexOf(String.format("%-8s= ", key), table);
        // a key that is not there takes the place of a name, which is needed by nobody
        int at = found < 0 ? text.indexOf("TTYPE1", table) : found;
        String card = String.format("%-80s", String.format("%-8s= %20s", key, value));
        return (text.substring(0, at) + card + text.substring(at + 80)).getBytes(StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "NAXIS2|2000000000|the FITS file promises",
                "NAXIS1|2000000000|the FITS file promises",
                "PCOUNT|9000000000000000000|the FITS file promises 9000000000000000024 bytes of data",
                "GCOUNT|9000000000000000000|the FITS file has a number in its header that is none",
                "TFIELDS|900000000|the FITS file says that it has 900000000 columns, the limit is",
                "TFORM1|900000000J|the columns of the FITS file need",
                "TFORM1|Z|column 1 of the FITS file has the form 'Z', which is none",
                "THEAP|1000000|row 1: column 2 of the FITS file is an array of 2 elements outside what is there"
            })
    void believesNoNumberOfAHeader(String key, String value, String fault) throws IOException {
        byte[] fits = fits();
        assertThat(fault(fits, Limits.defaults())).isEqualTo("none");
        boolean text = key.startsWith("TFORM");
        assertThat(fault(changed(fits, key, text ? "'" + value + "'" : value), Limits.defaults()))
                .startsWith(fault);
    }

    @Test
    void believesNoColumnsOfAnAsciiTable() {
        StringBuilder text = new StringBuilder();
        block(
                text,
                "SIMPLE  =                    T",
                "BITPIX  =                    8",
                "NAXIS   =                    0");
        block(
                text,
                "XTENSION= 'TABLE   '",
                "BITPIX  =                    8",
                "NAXIS   =                    2",
                "NAXIS1  =                    4",
                "NAXIS2  =                    1",
                "PCOUNT  =                    0",
                "GCOUNT  =                    1",
                "TFIELDS =                    1",
                "TBCOL1  =                    1",
                "TFORM1  = 'A900000000'");
        text.append(String.format("%-2880s", "abcd"));
        byte[] fits = text.toString().getBytes(StandardCharsets.ISO_8859_1);

        assertThat(fault(fits, SMALL))
                .isEqualTo("column 1 of the FITS file has the form 'A900000000' at byte 1 of a row, which has 4;"
                        + " that is no place in it");
    }

    private static void block(StringBuilder text, String... cards) {
        StringBuilder block = new StringBuilder();
        for (String card : cards) {
            block.append(String.format("%-80s", card));
        }
        text.append(String.format("%-2880s", block.append("END")));
    }

    @Test
    void passesOverCompressedImages() throws IOException {
        byte[] zimage = fits();
        int at = new String(zimage, StandardCharsets.ISO_8859_1).indexOf("TTYPE1");
        byte[] card = String.format("%-80s", "ZIMAGE  =                    T").getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(card, 0, zimage, at, card.length);
        Path file = Files.write(folder.resolve("file"), zimage);

        assertThat(new TableConversion(TableFormat.CSV).from(file, folder.resolve("target")))
                .isEqualTo(new TableConversion.Outcome.NoTable("the FITS file has no table"));
    }

    @Test
    void saysThatAFitsFileIsCutOff() throws IOException {
        byte[] fits = fits();

        assertThat(fault(Arrays.copyOf(fits, fits.length - 2880), SMALL)).startsWith("the FITS file promises");
        assertThat(fault(Arrays.copyOf(fits, 2000), SMALL)).isEqualTo("the FITS file ends within a header");
    }

    @Test
    void saysThatTextIsCutOff() {
        String document = Documents.table("<FIELD name='a' datatype='int'/>", "<TR><TD>1</TD></TR>");

        assertThat(fault(document.substring(0, document.length() - 5))).contains("before its last element is closed");
        assertThat(fault("a,b\n1,2\n3\n")).isEqualTo("line 3 of the CSV: found 1 cells, its first line has 2");
        assertThat(fault("a,b\n1,2\n3,\"x\ny"))
                .isEqualTo("line 3 of the CSV: the file ends within a quoted cell; it is cut off");
        assertThat(fault(YAML + "a,b\nx,[1]\ny,\"[2")).isEqualTo("the ECSV ends within a quoted cell; it is cut off");
        assertThat(fault(YAML + "a,b\nx,[1]\ny")).startsWith("row 2 of the ECSV cannot be read:");
        assertThat(fault(YAML + "a,b\nx,[1]\n\"\"\ny,[2]\n")).isEqualTo("a row has 1 cell, expected 2");
    }

    @Test
    void holdsTextToItsLimits() {
        assertThat(fault("a,b\n1,\"" + "x".repeat(2000)))
                .isEqualTo("line 2 of the CSV: found a row of more than 1000 characters, which is the limit");
        assertThat(fault("a,b\n1" + ",".repeat(200)))
                .isEqualTo("line 2 of the CSV: found more than 100 cells in a row, which is the limit");
        assertThat(fault(YAML + "a,b\n\"" + "x".repeat(200_000)))
                .isEqualTo("the ECSV has a header or a row of more than 66536 bytes");
        assertThat(fault(YAML + "a,b\nx," + "[".repeat(60_000) + "\n")).doesNotContain("OutOfMemory");
    }
}
