package io.camelopard.votable;

import java.io.IOException;
import java.util.List;

/** TR and TD elements. */
final class TabledataWriter implements RowWriter {
    private final VotableText xml;
    private final List<CellType> types;
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder cell = new StringBuilder();
    private int column;

    TabledataWriter(VotableText xml, List<CellType> types) throws IOException {
        this.xml = xml;
        this.types = types;
        xml.raw("<DATA><TABLEDATA>\n");
    }

    @Override
    public void write(Row row) throws IOException {
        text.setLength(0);
        text.append("<TR>");
        for (int i = 0; i < types.size(); i++) {
            column = i;
            Object value = row.get(i);
            cell.setLength(0);
            if (value != null) {
                types.get(i).toText(value, cell);
            }
            text.append("<TD>").append(VotableText.escape(cell.toString())).append("</TD>");
        }
        xml.raw(text.append("</TR>\n"));
    }

    @Override
    public int column() {
        return column;
    }

    @Override
    public void finish() throws IOException {
        xml.raw("</TABLEDATA></DATA>\n");
        xml.end();
    }
}
