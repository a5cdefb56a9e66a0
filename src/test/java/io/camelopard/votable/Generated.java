package io.camelopard.votable;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** A TABLEDATA document of any length with 20 columns, as an archive would answer, made while it is read. */
final class Generated extends InputStream {
    static final int COLUMNS = 20;

    private final long rows;
    private byte[] piece;
    private int at;
    private long row;
    private volatile long made;

    Generated(long rows) {
        this.rows = rows;
        this.piece = head().getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] to, int offset, int length) {
        if (at == piece.length && !next()) {
            return -1;
        }
        int count = Math.min(length, piece.length - at);
        System.arraycopy(piece, at, to, offset, count);
        at += count;
        return count;
    }

    long made() {
        return made;
    }

    private boolean next() {
        if (row > rows) {
            return false;
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 200 && row < rows; i++) {
            row(text, row++);
        }
        made = row;
        if (row == rows) {
            text.append("</TABLEDATA></DATA></TABLE>\n<INFO name=\"QUERY_STATUS\" value=\"OVERFLOW\"/>\n")
                    .append("</RESOURCE></VOTABLE>\n");
            row++;
        }
        piece = text.toString().getBytes(StandardCharsets.US_ASCII);
        at = 0;
        return true;
    }

    private static String head() {
        StringBuilder head = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<VOTABLE version=\"1.4\" "
                + "xmlns=\"http://www.ivoa.net/xml/VOTable/v1.3\">\n<RESOURCE type=\"results\">\n"
                + "<INFO name=\"QUERY_STATUS\" value=\"OK\"/>\n<TABLE>\n");
        for (int i = 0; i < COLUMNS; i++) {
            String type = i < 4
                    ? "char\" arraysize=\"*"
                    : i < 12 ? "double\" unit=\"deg\" ucd=\"pos" : i < 16 ? "float" : i < 19 ? "int" : "long";
            head.append("<FIELD name=\"c")
                    .append(i)
                    .append("\" datatype=\"")
                    .append(type)
                    .append("\"/>\n");
        }
        return head.append("<DATA><TABLEDATA>\n").toString();
    }

    private static void row(StringBuilder text, long row) {
        text.append("<TR>\n");
        long noise = row * 0x9E3779B97F4A7C15L;
        for (int i = 0; i < COLUMNS; i++) {
            noise = Long.rotateLeft(noise, 7) * 0x2545F4914F6CDD1DL;
            text.append("<TD>");
            if (i == 0) {
                text.append("ivo://nasa.heasarc/numaster?").append(row);
            } else if (i < 4) {
                text.append("https://example.org/get/").append(Long.toHexString(noise));
            } else if (i < 12) {
                text.append((noise >>> 11) % 360)
                        .append('.')
                        .append(100_000_000_000L + (noise >>> 13) % 900_000_000_000L);
            } else if (i < 16) {
                text.append((noise >>> 40) % 30).append('.').append(1000 + (noise >>> 13) % 9000);
            } else if (i < 19) {
                text.append(row % 7 == i - 16 ? "" : String.valueOf((int) (noise >>> 33)));
            } else {
                text.append(noise);
            }
            text.append("</TD>");
        }
        text.append("</TR>\n");
    }
}
