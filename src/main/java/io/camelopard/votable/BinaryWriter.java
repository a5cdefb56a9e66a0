package io.camelopard.votable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** The base64 of a BINARY or BINARY2 STREAM. */
final class BinaryWriter implements RowWriter {
    private final VotableText xml;
    private final List<CellType> types;
    private final String element;
    private final boolean flags;
    private final OutputStream stream;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private int column;

    BinaryWriter(VotableText xml, List<CellType> types, boolean binary2) throws IOException {
        this.xml = xml;
        this.types = types;
        this.flags = binary2;
        this.element = binary2 ? "BINARY2" : "BINARY";
        xml.raw("<DATA><" + element + "><STREAM encoding=\"base64\">\n");
        this.stream = xml.base64();
    }

    @Override
    public void write(Row row) throws IOException {
        bytes.reset();
        if (flags) {
            writeFlags(row);
        }
        for (int i = 0; i < types.size(); i++) {
            column = i;
            types.get(i).writeCell(row.get(i), bytes);
        }
        bytes.writeTo(stream);
    }

    private void writeFlags(Row row) {
        for (int i = 0; i < types.size(); i += 8) {
            int packed = 0;
            for (int bit = 0; bit < 8 && i + bit < types.size(); bit++) {
                packed |= row.get(i + bit) == null ? 0x80 >> bit : 0;
            }
            bytes.write(packed);
        }
    }

    @Override
    public int column() {
        return column;
    }

    @Override
    public void finish() throws IOException {
        stream.close();
        xml.raw("\n</STREAM></" + element + "></DATA>\n");
        xml.end();
    }
}
