package io.camelopard.votable;

/** The elements of an array in a text cell: white space between them, or, as archives write it, commas. */
final class Tokens {
    private final char[] text;
    private final int to;
    private int at;
    private int start;

    Tokens(char[] text, int from, int to) {
        this.text = text;
        this.at = from;
        this.to = to;
    }

    static int count(char[] text, int from, int to) {
        Tokens tokens = new Tokens(text, from, to);
        int count = 0;
        while (tokens.next()) {
            count++;
        }
        return count;
    }

    boolean next() {
        while (at < to && separates(text[at])) {
            at++;
        }
        start = at;
        while (at < to && !separates(text[at])) {
            at++;
        }
        return at > start;
    }

    int start() {
        return start;
    }

    int end() {
        return at;
    }

    private static boolean separates(char c) {
        return c <= ' ' || c == ',';
    }
}
