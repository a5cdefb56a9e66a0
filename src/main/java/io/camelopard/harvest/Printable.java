package io.camelopard.harvest;

/** Text as a message may show it: one line, without control characters, not too long. */
final class Printable {
    private static final int LONGEST = 80;

    private Printable() {}

    static String of(String text) {
        StringBuilder shown = new StringBuilder();
        text.codePoints().limit(LONGEST).forEach(c -> append(shown, c));
        if (text.codePointCount(0, text.length()) > LONGEST) {
            shown.append('…');
        }
        return shown.toString();
    }

    static String of(char c) {
        return of(String.valueOf(c));
    }

    private static void append(StringBuilder shown, int c) {
        int type = Character.getType(c);
        if (c == '\n' || c == '\t') {
            shown.append(' ');
        } else if (type == Character.CONTROL || type == Character.FORMAT || type == Character.SURROGATE) {
            shown.append(String.format("\\u%04x", c));
        } else {
            shown.appendCodePoint(c);
        }
    }
}
