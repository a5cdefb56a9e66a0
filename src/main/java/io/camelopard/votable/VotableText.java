package io.camelopard.votable;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the XML of a VOTable to a stream that it never closes. */
final class VotableText {
    private final OutputStream out;

    VotableText(OutputStream out) {
        this.out = out;
    }

    void raw(CharSequence text) throws IOException {
        out.write(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    void start(List<Info> infos) throws IOException {
        raw("""
                <?xml version="1.0" encoding="UTF-8"?>
                <VOTABLE version="1.4" xmlns="http://www.ivoa.net/xml/VOTable/v1.3">
                <RESOURCE type="results">
                """);
        for (Info info : infos) {
            StringBuilder text = new StringBuilder("<INFO");
            attribute(text, "ID", info.id());
            attribute(text, "name", info.name());
            attribute(text, "value", info.value());
            raw(text.append('>').append(escape(info.text())).append("</INFO>\n"));
        }
        raw("<TABLE>\n");
    }

    void field(Column column, @Nullable Long nullValue) throws IOException {
        StringBuilder text = new StringBuilder("<FIELD");
        attribute(text, "ID", column.id());
        attribute(text, "name", column.name());
        attribute(text, "datatype", column.datatype());
        attribute(text, "arraysize", column.arraysize());
        attribute(text, "unit", column.unit());
        attribute(text, "ucd", column.ucd());
        attribute(text, "utype", column.utype());
        attribute(text, "xtype", column.xtype());
        text.append('>');
        if (column.description() != null) {
            text.append("<DESCRIPTION>").append(escape(column.description())).append("</DESCRIPTION>");
        }
        if (nullValue != null) {
            text.append("<VALUES null=\"").append(nullValue).append("\"/>");
        }
        raw(text.append("</FIELD>\n"));
    }

    void end() throws IOException {
        raw("</TABLE>\n</RESOURCE>\n</VOTABLE>\n");
        out.flush();
    }

    /** A stream for the bytes of a STREAM; closing it ends the base64 and nothing else. */
    OutputStream base64() {
        return Base64.getMimeEncoder(76, new byte[] {'\n'}).wrap(new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                out.write(value);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                out.write(bytes, offset, length);
            }
        });
    }

    private static void attribute(StringBuilder text, String name, @Nullable String value) {
        if (value != null) {
            text.append(' ').append(name).append("=\"").append(escape(value)).append('"');
        }
    }

    /** Text for content and attributes; characters that XML 1.0 does not have become the replacement character. */
    static String escape(String text) {
        StringBuilder safe = null;
        for (int i = 0; i < text.length(); i++) {
            String other = escape(text, i);
            if (other != null && safe == null) {
                safe = new StringBuilder(text.length() + 16).append(text, 0, i);
            }
            if (safe != null) {
                safe.append(other == null ? text.substring(i, i + 1) : other);
            }
        }
        return safe == null ? text : safe.toString();
    }

    private static @Nullable String escape(String text, int at) {
        char c = text.charAt(at);
        return switch (c) {
            case '&' -> "&amp;";
            case '<' -> "&lt;";
            case '>' -> "&gt;";
            case '"' -> "&quot;";
            case '\t', '\n', '\r' -> "&#" + (int) c + ";";
            default -> isText(text, at) ? null : "\ufffd";
        };
    }

    private static boolean isText(String text, int at) {
        char c = text.charAt(at);
        if (Character.isHighSurrogate(c)) {
            return at + 1 < text.length() && Character.isLowSurrogate(text.charAt(at + 1));
        }
        if (Character.isLowSurrogate(c)) {
            return at > 0 && Character.isHighSurrogate(text.charAt(at - 1));
        }
        return c >= ' ' && c < '\ufffe';
    }
}
