package io.camelopard.votable;

import io.camelopard.FinalException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import uk.ac.starlink.table.AbstractStarTable;
import uk.ac.starlink.table.ColumnInfo;
import uk.ac.starlink.table.DescribedValue;
import uk.ac.starlink.table.RowSequence;
import uk.ac.starlink.table.Tables;

/** Rows as STIL's writers want them. */
final class StilTable extends AbstractStarTable {
    private final Columns columns;
    private final TableFile.Rows rows;
    private final long count;
    private final ColumnInfo[] infos;

    /** @param nulls which number stands for null in each column; null where a cell can be empty */
    StilTable(Columns columns, TableFile.Rows rows, long count, @Nullable NullValues nulls) {
        this.columns = columns;
        this.rows = rows;
        this.count = count;
        this.infos = new ColumnInfo[columns.size()];
        for (int i = 0; i < infos.length; i++) {
            infos[i] = info(columns.get(i), nulls, i);
        }
    }

    @Override
    public int getColumnCount() {
        return infos.length;
    }

    @Override
    public long getRowCount() {
        return count;
    }

    @Override
    public ColumnInfo getColumnInfo(int column) {
        return infos[column];
    }

    @Override
    public RowSequence getRowSequence() throws IOException {
        return new Sequence(rows.open());
    }

    private static ColumnInfo info(Column column, @Nullable NullValues nulls, int index) {
        Shape shape = Shape.parse(column.arraysize());
        String type = column.datatype().toLowerCase(Locale.ROOT);
        boolean text = type.endsWith("char");
        boolean complex = type.endsWith("complex");
        boolean array = complex || (text ? shape.dimensions() > 1 : !shape.scalar());
        ColumnInfo info = new ColumnInfo(column.name(), content(type, array), column.description());
        info.setUnitString(column.unit());
        info.setUCD(column.ucd());
        info.setUtype(column.utype());
        info.setXtype(column.xtype());
        if (array) {
            info.setShape(shape(column.arraysize(), text, complex));
        }
        if (type.equals("unsignedbyte") && (nulls == null || !nulls.everyByte(index))) {
            info.setAuxDatum(new DescribedValue(Tables.UBYTE_FLAG_INFO, true));
        }
        if (nulls != null) {
            integers(info, nulls, index);
        }
        return info;
    }

    // Where no number is marked as null, STIL takes one that may well stand in the table.
    private static void integers(ColumnInfo info, NullValues nulls, int index) {
        if (Number.class.isAssignableFrom(info.getContentClass())) {
            Long nullValue = nulls.ofNumber(index);
            info.setNullable(nullValue != null || nulls.any(index));
            if (nullValue != null) {
                info.setAuxDatum(new DescribedValue(Tables.NULL_VALUE_INFO, nullValue));
            }
        }
    }

    private static Class<?> content(String type, boolean array) {
        return switch (type) {
            case "boolean", "bit" -> array ? boolean[].class : Boolean.class;
            case "unsignedbyte", "short" -> array ? short[].class : Short.class;
            case "int" -> array ? int[].class : Integer.class;
            case "long" -> array ? long[].class : Long.class;
            case "float", "floatcomplex" -> array ? float[].class : Float.class;
            case "double", "doublecomplex" -> array ? double[].class : Double.class;
            default -> array ? String[].class : String.class;
        };
    }

    /** STIL's shape has no length of strings and knows no complex numbers; only its last dimension may be -1. */
    private static int[] shape(@Nullable String arraysize, boolean text, boolean complex) {
        String[] dims = arraysize == null || arraysize.isBlank() ? new String[0] : arraysize.split("x", -1);
        int from = text ? 1 : 0;
        int pair = complex ? 1 : 0;
        int[] shape = new int[dims.length - from + pair];
        Arrays.fill(shape, 0, pair, 2);
        for (int i = from; i < dims.length; i++) {
            boolean number = dims[i].strip().matches("[0-9]{1,9}");
            shape[i - from + pair] = number ? Integer.parseInt(dims[i].strip()) : -1;
        }
        for (int i = 0; i < shape.length - 1; i++) {
            if (shape[i] < 0) {
                return new int[] {-1};
            }
        }
        return shape;
    }

    private final class Sequence implements RowSequence {
        private final RowCursor cursor;
        private Object @Nullable [] cells;

        Sequence(RowCursor cursor) {
            this.cursor = cursor;
        }

        @Override
        public boolean next() throws IOException {
            Row row = cursor.next();
            cells = row == null ? null : cells(row);
            return row != null;
        }

        @SuppressWarnings("NullAway") // a null cell is a null for STIL too
        private Object[] cells(Row row) {
            Object[] values = new Object[row.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = checked(row.get(i), i);
            }
            return values;
        }

        private @Nullable Object checked(@Nullable Object value, int index) {
            if (value != null && !infos[index].getContentClass().isInstance(value)) {
                Column column = columns.get(index);
                throw new FinalException("column '%s' is %s%s and has a %s, which this format cannot hold; VOTable can"
                        .formatted(
                                column.name(),
                                column.datatype(),
                                column.arraysize() == null ? "" : "[" + column.arraysize() + "]",
                                value instanceof Boolean[]
                                        ? "null among its elements"
                                        : value.getClass().getSimpleName()));
            }
            return value;
        }

        private Object[] current() {
            if (cells == null) {
                throw new IllegalStateException("no row");
            }
            return cells;
        }

        @Override
        public Object getCell(int column) {
            return current()[column];
        }

        @Override
        public Object[] getRow() {
            return current().clone();
        }

        @Override
        public void close() throws IOException {
            cursor.close();
        }
    }
}
