package io.camelopard.votable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.camelopard.FinalException;
import io.camelopard.votable.TableConversion.Outcome.Converted;
import io.camelopard.votable.TableConversion.Outcome.NoTable;
import java.io.IOException;
import java.lang.reflect.Array;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A table is the same table after it has been another format. */
@Timeout(120)
class TableConversionTest {
    @TempDir
    Path folder;

    static List<Samples.Sample> samples() {
        return TableFileTest.samples();
    }

    private Documents.Read there(Path file, TableFormat to) throws IOException {
        return Documents.read(Files.readAllBytes(convert(file, to)));
    }

    private Path convert(Path file, TableFormat to) throws IOException {
        Path target = folder.resolve(file.getFileName() + to.extension());
        assertThat(new TableConversion(to).from(file, target)).isInstanceOf(Converted.class);
        return target;
    }

    private Path file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void bringsSamplesToEachFormatAndBack(Samples.Sample sample) throws IOException {
        Path file = Files.write(folder.resolve("sample"), sample.plain());
        List<Row> rows = Documents.read(sample.plain()).rows();
        for (TableFormat format : TableFormat.values()) {
            Path target = convert(file, format);
            boolean names = hasNames(rows.get(0).columns());
            if (format == TableFormat.VOTABLE || format == TableFormat.FITS || (format == TableFormat.ECSV && names)) {
                assertSame(format, rows, there(target, TableFormat.VOTABLE));
            } else if (format == TableFormat.CSV && names && rows.get(0).size() > 1) {
                assertThat(there(target, TableFormat.VOTABLE).rows()).hasSameSizeAs(rows);
            }
        }
    }

    /** Numbers in the first line of a CSV are taken for data, and those in the YAML of an ECSV for no names. */
    private static boolean hasNames(Columns columns) {
        return !columns.get(0).name().matches("\\d+");
    }

    private static void assertSame(TableFormat format, List<Row> rows, Documents.Read read) {
        assertThat(read.rows()).hasSameSizeAs(rows);
        for (int r = 0; r < rows.size(); r++) {
            for (int c = 0; c < rows.get(r).size(); c++) {
                Column column = rows.get(r).columns().get(c);
                assertThat(plain(read.rows().get(r).get(c), format))
                        .as("%s: row %d, %s", format, r + 1, column)
                        .isEqualTo(plain(rows.get(r).get(c), format));
                Column back = read.columns().get(c);
                assertThat(text(back.unit())).as("%s", column).isEqualTo(text(column.unit()));
                assertThat(text(back.ucd())).as("%s", column).isEqualTo(text(column.ucd()));
            }
        }
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text.strip();
    }

    /** Numbers as doubles or longs, arrays as lists, text as FITS and ECSV can hold it. */
    private static @Nullable Object plain(@Nullable Object value, TableFormat format) {
        if (value instanceof Double || value instanceof Float) {
            return ((Number) value).doubleValue();
        } else if (value instanceof Number number) {
            return number.longValue();
        } else if (value instanceof String text) {
            boolean narrow = format == TableFormat.FITS || format == TableFormat.ECSV;
            String held = narrow
                    ? text.replaceAll("[^\\x00-\\x7f]", "?")
                            .replaceAll("\\s+", " ")
                            .strip()
                    : text;
            return held.isEmpty() ? null : held;
        } else if (value == null || !value.getClass().isArray()) {
            return value;
        }
        List<@Nullable Object> list = new ArrayList<>();
        for (int i = 0; i < Array.getLength(value); i++) {
            list.add(plain(Array.get(value, i), format));
        }
        return list.stream().allMatch(one -> one == null || one.equals(0L) || one.equals(false)) ? null : list;
    }

    @ParameterizedTest
    @EnumSource(
            value = TableFormat.class,
            names = {"VOTABLE", "FITS", "ECSV"})
    void keepsTypesNullsAndWhatColumnsSay(TableFormat format) throws IOException {
        Path first = TableFileTest.write(
                folder.resolve("first"),
                TableFormat.VOTABLE,
                TableFileTest.ALL,
                TableFileTest.rows(TableFileTest.ALL, TableFileTest.CELLS));

        Documents.Read read = there(convert(first, format), TableFormat.VOTABLE);

        assertSame(format, Documents.read(Files.readAllBytes(first)).rows(), read);
        assertThat(read.columns()).extracting(Column::name).containsExactlyElementsOf(TableFileTest.ALL.keys());
        assertThat(read.columns())
                .extracting(Column::description)
                .containsExactlyElementsOf(
                        TableFileTest.ALL.stream().map(Column::description).toList());
        assertThat(read.columns())
                .extracting(column -> column.datatype().replace("unicodeChar", "char"))
                .containsExactlyElementsOf(TableFileTest.ALL.stream()
                        .map(column -> column.datatype().replace("unicodeChar", "char"))
                        .toList());
    }

    @ParameterizedTest
    @EnumSource(TableFormat.class)
    void convertsATableWithoutRows(TableFormat format) throws IOException {
        Path first = TableFileTest.write(
                folder.resolve("first"),
                TableFormat.VOTABLE,
                TableFileTest.ALL,
                TableFileTest.rows(TableFileTest.ALL, List.of()));

        assertThat(new TableConversion(format).from(first, folder.resolve("second")))
                .isEqualTo(new Converted(TableFormat.VOTABLE, 0, TableFileTest.ALL.size()));
        if (format == TableFormat.FITS || format == TableFormat.ECSV) {
            Documents.Read read = there(folder.resolve("second"), TableFormat.VOTABLE);
            assertThat(read.columns()).hasSameSizeAs(TableFileTest.ALL);
            assertThat(read.rows()).isEmpty();
        }
    }

    @Test
    void readsCsvByTheTypesOfAllRows() throws IOException {
        Path csv = file("t", """
                \ufeffname, ra,n,big,flag,id,none
                "a ""b"", c",1.5,1,3000000000,true,0042,

                "two
                lines",-2e-3,,4,false,17,
                \u00fcml\u00e4ut \u2603,,7,,,x,
                """);

        Documents.Read read = there(csv, TableFormat.VOTABLE);

        assertThat(read.columns())
                .extracting(Column::name)
                .containsExactly("name", "ra", "n", "big", "flag", "id", "none");
        assertThat(read.columns())
                .extracting(Column::datatype)
                .containsExactly("unicodeChar", "double", "int", "long", "boolean", "unicodeChar", "unicodeChar");
        assertThat(cells(read))
                .containsExactly(
                        Arrays.asList("a \"b\", c", 1.5, 1, 3000000000L, true, "0042", null),
                        Arrays.asList("two\nlines", -0.002, null, 4L, false, "17", null),
                        Arrays.asList("\u00fcml\u00e4ut \u2603", null, 7, null, null, "x", null));
    }

    private static List<List<Object>> cells(Documents.Read read) {
        List<List<Object>> cells = new ArrayList<>();
        for (Row row : read.rows()) {
            cells.add(new ArrayList<>(row.values()));
        }
        return cells;
    }

    @Test
    void takesNamesFromTheFirstLineAlsoWhereAllIsText() throws IOException {
        assertThat(there(file("names", "a,b\nx,y\n"), TableFormat.VOTABLE)
                        .columns()
                        .keys())
                .containsExactly("a", "b");
        Documents.Read nameless = there(file("nameless", "1,b\n2,y"), TableFormat.VOTABLE);
        assertThat(nameless.columns().keys()).containsExactly("col1", "col2");
        assertThat(nameless.rows()).hasSize(2);
    }

    @Test
    void readsCsvInLatin1() throws IOException {
        Path csv = Files.write(folder.resolve("t"), "a,b\n1,\u00e9t\u00e9\n".getBytes(StandardCharsets.ISO_8859_1));

        assertThat(there(csv, TableFormat.VOTABLE).rows().get(0).get("b")).isEqualTo("\u00e9t\u00e9");
    }

    private static final String ECSV = """
            # %ECSV 1.0
            # ---
            # delimiter: ','
            # datatype:
            # - {name: a, datatype: int8, unit: \u00b5m, description: "five \u2013 six"}
            # - {name: b, datatype: string}
            # - {name: c, datatype: string, subtype: 'string[2]'}
            # schema: astropy-2.0
            a,b,c
            """;

    @Test
    void readsEcsvInUtf8() throws IOException {
        Documents.Read read = there(
                file("t", ECSV + "-5,\"\u00fc, \u2603\",\"[\"\"x\"\",\"\"long\"\"]\"\n,last,"), TableFormat.VOTABLE);

        assertThat(read.columns().get(0).unit()).isEqualTo("\u00b5m");
        assertThat(read.columns().get(0).description()).isEqualTo("five \u2013 six");
        assertThat(read.rows().get(0).get("a")).isEqualTo((short) -5);
        assertThat(read.rows().get(0).get("b")).isEqualTo("\u00fc, \u2603");
        assertThat((String[]) read.rows().get(0).get("c")).containsExactly("x", "long");
        assertThat(read.rows().get(1).get("b")).isEqualTo("last");
        assertThat(read.rows()).hasSize(2);
    }

    /** STIL takes a row of one empty cell for the end. */
    @Test
    void readsOnBehindAnEmptyRowOfOneColumn() throws IOException {
        Path ecsv = file("t", "# %ECSV 1.0\n# ---\n# datatype:\n# - {name: a, datatype: string}\na\nx\n\"\"\ny\n\"\"");

        assertThat(cells(there(ecsv, TableFormat.VOTABLE)))
                .containsExactly(
                        List.of("x"), Arrays.asList((Object) null), List.of("y"), Arrays.asList((Object) null));
    }

    @Test
    void makesNamesDifferent() throws IOException {
        Path file = file(
                "t",
                Documents.table(
                        "<FIELD name='a' datatype='int'/><FIELD name='a' datatype='int'/>",
                        "<TR><TD>1</TD><TD>2</TD></TR>"));

        assertThat(there(convert(file, TableFormat.FITS), TableFormat.VOTABLE)
                        .columns()
                        .keys())
                .containsExactly("a", "a_2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|the file is empty",
                "<html><body>Please log in|the file is an HTML page: 'Please log in'",
                "<capabilities/>|the file is XML without a VOTABLE: '<capabilities/>'",
                "{\"a\": 1, \"b\": 2}|the file is text, of which VOTable, ECSV and CSV are read; it begins with '{\"a\": 1, \"b\": 2}'",
                "No such table|the file is text, of which VOTable, ECSV and CSV are read; it begins with 'No such table'",
                "Sorry, no such table|the file is one line with commas, which without a second is no CSV",
                "PAR1xxx|the file is Parquet, which is written and not read",
                "<VOTABLE/>|the VOTable has no TABLE",
                "<VOTABLE><RESOURCE><TABLE/></RESOURCE></VOTABLE>|the table has no columns",
                "<VOTABLE><RESOURCE type='results'><INFO name='QUERY_STATUS' value='ERROR'>too busy</INFO></RESOURCE></VOTABLE>"
                        + "|the VOTable has no TABLE: too busy"
            })
    void saysWhereThereIsNoTable(String content, String reason) throws IOException {
        Path target = folder.resolve("target");
        assertThat(new TableConversion(TableFormat.CSV).from(file("t", content), target))
                .isEqualTo(new NoTable(reason));
        assertThat(target).doesNotExist();
    }

    @Test
    void saysThatAFileIsCompressed() throws IOException {
        Path file = Files.write(folder.resolve("t"), Samples.gzip("a,b\n1,2\n".getBytes(StandardCharsets.UTF_8)));

        assertThat(new TableConversion(TableFormat.CSV).from(file, folder.resolve("target")))
                .isEqualTo(new NoTable("the file is compressed (gzip); decompress it first"));
    }

    @ParameterizedTest
    @CsvSource({
        "votable,VOTABLE",
        "vot,VOTABLE",
        "VOT,VOTABLE",
        ".xml,VOTABLE",
        "fits,FITS",
        "csv,CSV",
        "ecsv,ECSV",
        "txt,ASCII",
        "ascii,ASCII",
        "parquet,PARQUET"
    })
    void findsFormatsByTheirWords(String word, TableFormat format) {
        assertThat(TableFormat.named(word)).contains(format);
        assertThat(TableFormat.named(format.word())).contains(format);
        assertThat(TableFormat.named(format.extension())).contains(format);
    }

    @Test
    void knowsNoOtherFormat() {
        assertThat(TableFormat.named("xlsx")).isEmpty();
        assertThat(TableFormat.named("")).isEmpty();
    }

    @Test
    void saysWhichValueAFormatCannotHold() throws IOException {
        Path file = file(
                "t", Documents.table("<FIELD name='f' datatype='boolean' arraysize='*'/>", "<TR><TD>T ?</TD></TR>"));

        assertThatThrownBy(() -> convert(file, TableFormat.FITS))
                .isInstanceOf(FinalException.class)
                .hasMessageStartingWith("column 'f' is boolean[*] and has a null among its elements");
        assertThat(convert(file, TableFormat.PARQUET)).isNotEmptyFile();
    }
}
