package io.camelopard.votable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.camelopard.FinalException;
import io.camelopard.MisuseException;
import io.camelopard.votable.Samples.Sample;
import io.camelopard.votable.VotableWriter.Serialization;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import uk.ac.starlink.table.StarTable;
import uk.ac.starlink.table.TableSink;
import uk.ac.starlink.votable.VOTableBuilder;

class VotableWriterTest {
    private static final Info STATUS = new Info("QUERY_STATUS", "OVERFLOW", "more than <5> & \"quoted\"", "s1");

    static Stream<Arguments> samples() {
        return Samples.votables().stream()
                .filter(sample -> sample.rows() != null)
                .flatMap(sample -> Stream.of(Serialization.values()).map(how -> Arguments.of(how, sample)));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void readsBackWhatItWrote(Serialization how, Sample sample) throws IOException {
        Documents.Read first = Documents.read(sample.bytes());
        byte[] written = write(how, first.columns(), first.rows());
        Documents.Read again = Documents.read(written);

        assertThat(withoutSizes(again.columns())).isEqualTo(withoutSizes(first.columns()));
        assertThat(again.trailer().infos()).containsExactly(STATUS);
        assertThat(again.trailer().overflow()).isTrue();
        assertThat(again.rows()).hasSameSizeAs(first.rows());
        for (int r = 0; r < first.rows().size(); r++) {
            for (int c = 0; c < first.columns().size(); c++) {
                Object expected = expected(
                        how, first.rows().get(r).get(c), first.columns().get(c), first.rows(), c);
                assertThat(again.rows().get(r).get(c))
                        .as("row %d, %s", r + 1, first.columns().get(c))
                        .isEqualTo(expected);
            }
        }
    }

    /** What is lost, and must be: FITS has no null for an array of booleans; padding is no part of a string of bytes. */
    private static Object expected(Serialization how, Object value, Column column, List<Row> rows, int index) {
        boolean bytes = how != Serialization.TABLEDATA;
        if (bytes && value instanceof String text) {
            String trimmed = text.replaceAll(" +$", "");
            return trimmed.isEmpty() ? null : trimmed;
        }
        boolean fixed = column.arraysize() != null && !column.arraysize().endsWith("*");
        if (how == Serialization.FITS
                && value == null
                && fixed
                && column.datatype().equals("boolean")) {
            return rows.stream()
                    .map(row -> row.get(index))
                    .filter(boolean[].class::isInstance)
                    .findFirst()
                    .map(other -> new boolean[((boolean[]) other).length])
                    .orElse(null);
        }
        return value;
    }

    private static List<Column> withoutSizes(Columns columns) {
        return columns.stream()
                .map(column -> column.arraysize() == null ? column.withArraysize("*") : column)
                .toList();
    }

    @ParameterizedTest
    @EnumSource(Serialization.class)
    void isReadByStil(Serialization how) throws IOException {
        Documents.Read first = Documents.read(
                Samples.named("votable/stil-all-types-tabledata.vot").bytes());
        int[] rows = {0};
        new VOTableBuilder()
                .streamStarTable(
                        new ByteArrayInputStream(write(how, first.columns(), first.rows())),
                        new TableSink() {
                            @Override
                            public void acceptMetadata(StarTable table) {
                                assertThat(table.getColumnCount())
                                        .isEqualTo(first.columns().size());
                            }

                            @Override
                            public void acceptRow(Object[] row) {
                                rows[0]++;
                            }

                            @Override
                            public void endRows() {}
                        },
                        "0");
        assertThat(rows[0]).isEqualTo(first.rows().size());
    }

    @ParameterizedTest
    @EnumSource(Serialization.class)
    void keepsNullsBesideEveryOtherNumber(Serialization how) throws IOException {
        Columns columns = Columns.of(List.of(
                Column.of("u", "unsignedByte", null),
                Column.of("s", "short", null),
                Column.of("i", "int", null),
                Column.of("l", "long", null),
                Column.of("d", "double", null),
                Column.of("b", "boolean", null),
                Column.of("t", "char", "*"),
                Column.of("a", "int", "*")));
        List<Row> rows = List.of(
                Row.of(columns, new Object[] {
                    (short) 255,
                    Short.MIN_VALUE,
                    Integer.MIN_VALUE,
                    Long.MIN_VALUE,
                    1.5,
                    true,
                    "é<&>\n\u0001]]>",
                    new int[] {1, 2}
                }),
                Row.of(columns, new Object[columns.size()]),
                Row.of(columns, new Object[] {
                    (short) 0, (short) 0, 0, 0L, Double.NEGATIVE_INFINITY, false, "x", new int[] {3}
                }));
        if (how == Serialization.FITS) {
            rows = rows.subList(1, 3); // its strings are ASCII
        }
        List<Row> again = Documents.read(write(how, columns, rows)).rows();
        for (int i = 0; i < rows.size(); i++) {
            for (int c = 0; c < columns.size(); c++) {
                Object value = rows.get(i).get(c);
                Object expected = value instanceof String text ? text.replace('\u0001', '\ufffd') : value;
                boolean escaped = how == Serialization.TABLEDATA;
                assertThat(again.get(i).get(c)).isEqualTo(escaped ? expected : value);
            }
        }
    }

    @Test
    void saysWhichValueDoesNotFitItsColumn() throws IOException {
        Columns columns = Columns.of(List.of(Column.of("name", "char", "3"), Column.of("ra", "double", null)));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        VotableWriter writer = VotableWriter.open(out, Serialization.BINARY2, columns, List.of());
        writer.write(Row.of(columns, new Object[] {"abc", 1.0}));
        assertThatThrownBy(() -> writer.write(Row.of(columns, new Object[] {"abcd", 1.0})))
                .isInstanceOf(FinalException.class)
                .hasMessage("row 2: column 'name' is char[3], found String 'abcd'");
        assertThatThrownBy(() -> writer.write(Row.of(columns, new Object[] {"abc", "east"})))
                .isInstanceOf(FinalException.class)
                .hasMessage("row 2: column 'ra' is double, found String 'east'");
        writer.close();
        assertThat(Documents.read(out.toByteArray()).rows()).hasSize(1);
    }

    @Test
    void refusesRowsOfOtherColumns() throws IOException {
        Columns columns = Columns.of(List.of(Column.of("a", "int", null)));
        Columns others = Columns.of(List.of());
        VotableWriter writer =
                VotableWriter.open(new ByteArrayOutputStream(), Serialization.TABLEDATA, columns, List.of());
        assertThatThrownBy(() -> writer.write(Row.of(others, new Object[0])))
                .isInstanceOf(MisuseException.class)
                .hasMessage("row 1 has 0 cells for 1 columns");
    }

    @Test
    void leavesAnIncompleteDocumentWhenAbandoned() throws IOException {
        Columns columns = Columns.of(List.of(Column.of("a", "int", null)));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        VotableWriter writer = VotableWriter.open(out, Serialization.TABLEDATA, columns, List.of());
        writer.write(Row.of(columns, new Object[] {1}));
        writer.abandon();
        writer.close();
        assertThat(out.toString(StandardCharsets.UTF_8)).doesNotContain("</VOTABLE>");
    }

    @Test
    void writesRowsThatAreMaps() {
        Columns columns = Columns.of(List.of(Column.of("Name", "char", "*"), Column.of("ra", "double", null)));
        Row row = Row.of(columns, new Object[] {"3C 105", null});
        assertThat(new ArrayList<>(row.entrySet()))
                .extracting(Map.Entry::getKey)
                .containsExactly("Name", "ra");
        assertThat(row.get("NAME")).isEqualTo("3C 105");
        assertThat(row.containsKey("RA")).isTrue();
        assertThat(row.text("ra")).isNull();
    }

    private static byte[] write(Serialization how, Columns columns, List<Row> rows) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (VotableWriter writer = VotableWriter.open(out, how, columns, List.of(STATUS))) {
            for (Row row : rows) {
                writer.write(row);
            }
        }
        return out.toByteArray();
    }
}
