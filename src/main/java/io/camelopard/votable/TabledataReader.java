package io.camelopard.votable;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows from TR and TD elements (VOTable 1.5, section 5.1). A row may end early, what is missing is null. */
final class TabledataReader implements RowReader {
    private final Columns columns;
    private final CellType[] types;
    private final Limits limits;
    private final RowPlace place;
    private final RowSink sink;

    private char[] cell = new char[256];
    private int length;
    private boolean inCell;
    private int column;
    private int rowSize;
    private @Nullable Object @Nullable [] row;

    TabledataReader(TableSpec table, Limits limits, RowPlace place, RowSink sink) {
        this.columns = table.columns();
        this.types = new CellType[columns.size()];
        this.limits = limits;
        this.place = place;
        this.sink = sink;
        List<FieldSpec> fields = table.fields();
        for (int i = 0; i < types.length; i++) {
            types[i] = CellType.of(columns.get(i), fields.get(i).nullValue(), limits, false);
        }
        sink.columns(columns);
    }

    @Override
    public void start(String name) {
        if (name.equals("TD")) {
            inCell = true;
            length = 0;
        } else if (name.equals("TR")) {
            row = new Object[types.length];
            column = 0;
            rowSize = 0;
        }
    }

    @Override
    public void characters(char[] from, int start, int count) {
        if (inCell) {
            int needed = length + count;
            if (needed > limits.maxCellChars()) {
                throw place.fault("a cell has more than " + limits.maxCellChars() + " characters", null);
            }
            if (needed > cell.length) {
                cell = Arrays.copyOf(cell, Math.max(needed, 2 * cell.length));
            }
            System.arraycopy(from, start, cell, length, count);
            length = needed;
        }
    }

    @Override
    public void end(String name) {
        if (name.equals("TD")) {
            endCell();
        } else if (name.equals("TR") && row != null) {
            sink.row(row, rowSize);
            place.rowDone();
            row = null;
        }
    }

    @Override
    public void finish() {
        // every row was given as it ended
    }

    private void endCell() {
        inCell = false;
        if (row == null) {
            return;
        }
        if (column == types.length) {
            throw place.fault("the row has more cells than the TABLE has FIELDs (" + types.length + ")", null);
        }
        rowSize += length;
        if (rowSize > limits.maxTextChars()) {
            throw place.fault("the row has more than " + limits.maxTextChars() + " characters", null);
        }
        row[column] = length == 0 ? null : value(types[column]);
        column++;
    }

    private @Nullable Object value(CellType type) {
        int from = 0;
        int to = length;
        if (!type.keepsBlanks()) {
            while (to > from && cell[to - 1] <= ' ') {
                to--;
            }
            while (from < to && cell[from] <= ' ') {
                from++;
            }
        }
        try {
            return from == to ? null : type.fromText(cell, from, to);
        } catch (IllegalArgumentException e) {
            String found = Excerpt.of(new String(cell, from, Math.min(to - from, 200)), 80);
            throw place.badCell(columns.get(column), "'" + found + "'", e);
        }
    }
}
