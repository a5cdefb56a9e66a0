package io.camelopard.votable;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import uk.ac.starlink.table.ColumnInfo;
import uk.ac.starlink.table.formats.AsciiTableWriter;

/** STIL's ASCII, where a cell is never cut, and where one long cell does not make every row as long. */
final class AsciiWriter extends AsciiTableWriter {
    private static final int WIDEST = 40;

    AsciiWriter() {
        setMaxWidth(Integer.MAX_VALUE);
        setEncoding(StandardCharsets.UTF_8);
    }

    @Override
    protected String formatColumnHeads(int[] widths, ColumnInfo[] columns) {
        return super.formatColumnHeads(
                Arrays.stream(widths).map(width -> Math.min(width, WIDEST)).toArray(), columns);
    }

    @Override
    protected String formatLine(int[] widths, String[] cells) {
        StringBuilder line = new StringBuilder(" ");
        for (int i = 0; i < cells.length; i++) {
            line.append(' ').append(cells[i]);
            int padding = i == cells.length - 1 ? 0 : Math.min(widths[i], WIDEST) - cells[i].length();
            line.append(" ".repeat(Math.max(0, padding)));
        }
        return line.append('\n').toString();
    }
}
