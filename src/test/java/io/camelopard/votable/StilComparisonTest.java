package io.camelopard.votable;

import static org.assertj.core.api.Assertions.assertThat;

import io.camelopard.votable.Samples.Sample;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import uk.ac.starlink.table.RowListStarTable;
import uk.ac.starlink.table.StarTable;
import uk.ac.starlink.table.TableSink;
import uk.ac.starlink.votable.VOTableBuilder;

/** What STIL reads in the recorded answers, we read, cell by cell, but where we know better. */
class StilComparisonTest {
    // Here a boolean[3] is null, and STIL says three times false.
    private static final String NULL_BOOLEANS = "votable/stil-all-types-binary.vot";

    static Stream<Sample> tables() {
        return Samples.votables().stream()
                .filter(sample -> sample.rows() != null && sample.rows() > 0)
                .filter(sample -> !sample.file().equals(NULL_BOOLEANS));
    }

    @ParameterizedTest
    @MethodSource("tables")
    void agrees(Sample sample) throws IOException {
        List<Object[]> theirs = stil(sample.plain());
        List<Row> ours = Documents.read(sample.plain()).rows();
        assertThat(ours).hasSameSizeAs(theirs);
        for (int r = 0; r < theirs.size(); r++) {
            for (int c = 0; c < theirs.get(r).length; c++) {
                Column column = ours.get(r).columns().get(c);
                assertThat(shown(ours.get(r).get(c)))
                        .as("row %d, %s", r + 1, column)
                        .isEqualTo(shown(nulls(theirs.get(r)[c])));
            }
        }
    }

    private static String shown(Object value) {
        return value == null
                ? null
                : value.getClass().isArray()
                        ? value.getClass().getComponentType().getSimpleName() + " " + text(value)
                        : value.getClass().getSimpleName() + " " + value;
    }

    private static String text(Object array) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < Array.getLength(array); i++) {
            text.append(Array.get(array, i)).append(' ');
        }
        return text.toString();
    }

    /** Our nulls: no empty strings, no empty arrays, no lone NaN. */
    private static Object nulls(Object value) {
        if (value instanceof Character c) {
            return c == 0 ? null : c.toString();
        }
        if (value instanceof Double || value instanceof Float) {
            return Double.isNaN(((Number) value).doubleValue()) ? null : value;
        }
        boolean nothing = "".equals(value) || isEmptyArray(value) || isNan(value);
        return nothing ? null : value;
    }

    private static boolean isNan(Object value) {
        return (value instanceof double[] wide && Arrays.stream(wide).allMatch(Double::isNaN))
                || (value instanceof float[] single
                        && text(single).replace("NaN ", "").isEmpty());
    }

    private static boolean isEmptyArray(Object value) {
        return value != null && value.getClass().isArray() && Array.getLength(value) == 0;
    }

    private static List<Object[]> stil(byte[] document) throws IOException {
        List<Object[]> rows = new ArrayList<>();
        new VOTableBuilder()
                .streamStarTable(
                        new ByteArrayInputStream(document),
                        new TableSink() {
                            @Override
                            public void acceptMetadata(StarTable table) {
                                assertThat(new RowListStarTable(table)).isNotNull();
                            }

                            @Override
                            public void acceptRow(Object[] row) {
                                rows.add(row.clone());
                            }

                            @Override
                            public void endRows() {}
                        },
                        "0");
        return rows;
    }
}
