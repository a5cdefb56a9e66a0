package io.camelopard.harvest;

/** Text as a message, a log line or a terminal may show it: one line, without control characters. */
public final class Printable {
    private static final int LONGEST = 80;

    private Printable() {}

    /** Cut where it is long. */
    static String of(String text) {
        String shown = line(text.codePoints()
                .limit(LONGEST)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString());
        return text.codePointCount(0, text.length()) > LONGEST ? shown + '…' : shown;
    }

    static String of(char c) {
        return of(String.valueOf(c));
    }

    /** Whole: line breaks and tabs become blanks, what has an effect instead of a shape becomes its escape. */
    public static String line(String text) {
        if (text.codePoints().noneMatch(Printable::acts)) {
            return text;
        }
        StringBuilder shown = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> append(shown, c));
        return shown.toString();
    }

    /** Whether a character moves the cursor, turns the direction of the text, breaks the line or cannot be seen. */
    public static boolean acts(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }

    private static void append(StringBuilder shown, int c) {
        if (c == '\n' || c == '\t') {
            shown.append(' ');
        } else if (acts(c)) {
            shown.append(String.format("\\u%04x", c));
        } else {
            shown.appendCodePoint(c);
        }
    }
}
