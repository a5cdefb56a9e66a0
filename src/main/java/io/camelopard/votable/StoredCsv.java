package io.camelopard.votable;

import io.camelopard.FinalException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import uk.ac.starlink.table.ColumnInfo;
import uk.ac.starlink.table.formats.RowEvaluator;
import uk.ac.starlink.table.formats.RowEvaluator.Decoder;

/**
 * The table of a CSV file. STIL tells from all rows what each column is; numbers with a point are always double, and what
 * begins with a zero that says nothing, such as 0042, is a name and no number. The first line has the names, but where a
 * column of numbers has a number there.
 */
final class StoredCsv implements StoredTable {
    private static final Decoder<?>[] TYPES = {
        RowEvaluator.BLANK_DECODER,
        RowEvaluator.BOOLEAN_DECODER,
        RowEvaluator.INTEGER_DECODER,
        RowEvaluator.LONG_DECODER,
        RowEvaluator.DOUBLE_DECODER,
        RowEvaluator.STRING_DECODER
    };

    private final Path file;
    private final Limits limits;
    private final List<String> first;
    private final Decoder<?>[] decoders;
    private final Columns columns;
    private final boolean named;

    private StoredCsv(Path file, Limits limits, List<String> first, RowEvaluator.Metadata found, BitSet names) {
        this.file = file;
        this.limits = limits;
        this.first = first;
        this.decoders = found.decoders_.clone();
        names.stream().forEach(i -> decoders[i] = RowEvaluator.STRING_DECODER);
        this.named = !isData();
        List<Column> all = new ArrayList<>();
        for (int i = 0; i < decoders.length; i++) {
            String name = named && !first.get(i).isEmpty() ? first.get(i) : "col" + (i + 1);
            ColumnInfo info = decoders[i].createColumnInfo(name);
            all.add(StilColumns.column(info, "unicodeChar"));
        }
        this.columns = Columns.of(all);
    }

    /** Nothing if there are not two lines. */
    static @Nullable StoredCsv open(Path file, Limits limits) throws IOException {
        try (CsvReader in = CsvReader.open(file, limits)) {
            List<String> first = in.next();
            RowEvaluator evaluator = new RowEvaluator(TYPES);
            BitSet names = new BitSet();
            long rows = 0;
            for (List<String> row = in.next(); row != null && first != null; row = in.next()) {
                if (row.size() != first.size()) {
                    throw new FinalException("line %d of the CSV: found %d cells, its first line has %d"
                            .formatted(in.line(), row.size(), first.size()));
                }
                evaluator.submitRow(row);
                see(row, names);
                rows++;
            }
            return first == null || rows == 0
                    ? null
                    : new StoredCsv(file, limits, first, evaluator.getMetadata(), names);
        }
    }

    private static void see(List<String> row, BitSet names) {
        for (int i = 0; i < row.size(); i++) {
            String cell = row.get(i);
            int digit = cell.startsWith("-") || cell.startsWith("+") ? 1 : 0;
            boolean zero = cell.length() > digit + 1 && cell.charAt(digit) == '0';
            if (zero && Character.isDigit(cell.charAt(digit + 1))) {
                names.set(i);
            }
        }
    }

    private boolean isData() {
        boolean number = false;
        for (int i = 0; i < decoders.length; i++) {
            boolean text = decoders[i].getDecodedClass() == String.class;
            if (!text && !first.get(i).isEmpty()) {
                if (!decoders[i].isValid(first.get(i))) {
                    return false;
                }
                number = true;
            }
        }
        return number;
    }

    @Override
    public Columns columns() {
        return columns;
    }

    @Override
    public RowCursor open() throws IOException {
        CsvReader in = CsvReader.open(file, limits);
        if (named) {
            in.next();
        }
        return new RowCursor() {
            @Override
            public @Nullable Row next() throws IOException {
                List<String> cells = in.next();
                return cells == null ? null : row(cells);
            }

            @Override
            public void close() throws IOException {
                in.close();
            }
        };
    }

    private Row row(List<String> cells) {
        @Nullable Object[] values = new Object[decoders.length];
        for (int i = 0; i < values.length; i++) {
            String cell = cells.get(i);
            values[i] = cell.isEmpty() ? null : StilColumns.value(decoders[i].decode(cell), null);
        }
        return Row.of(columns, values);
    }

    @Override
    public void close() {
        // each cursor has a stream of its own
    }
}
