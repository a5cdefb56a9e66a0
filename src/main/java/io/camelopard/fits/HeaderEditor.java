package io.camelopard.fits;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** A header that is changed: cards that are not concerned stay as they are, comments and order as well. Not thread-safe. */
final class HeaderEditor {
    private static final int VALUE_END = 30;
    private static final Pattern COMMENT = Pattern.compile("^(?:'(?:[^']|'')*'|[^/'])*(/.*)$");

    private final List<String> cards;

    HeaderEditor(Header header) {
        this.cards = new ArrayList<>(header.cards());
    }

    /** Numbers and logical values; the first card of that keyword, or a new one at the end. */
    HeaderEditor set(String key, String value) {
        for (int i = 0; i < cards.size(); i++) {
            if (Header.keyword(cards.get(i)).equals(key)) {
                cards.set(i, card(key, value, comment(cards.get(i))));
                return this;
            }
        }
        cards.add(card(key, value, ""));
        return this;
    }

    HeaderEditor set(String key, long value) {
        return set(key, Long.toString(value));
    }

    /** Written as a whole number where it is one and the old value was. */
    HeaderEditor shift(Header header, String key, long by) {
        double value = header.number(key, 0) + (double) by;
        boolean whole = header.text(key, "0.").matches("[+-]?[0-9]+") && value == Math.rint(value);
        return set(key, whole ? Long.toString((long) value) : Double.toString(value));
    }

    HeaderEditor history(String text) {
        cards.add("%-80.80s".formatted("HISTORY " + text));
        return this;
    }

    /** @param keys told without the blanks at their end */
    HeaderEditor remove(Predicate<String> keys) {
        cards.removeIf(card -> keys.test(Header.keyword(card)));
        return this;
    }

    /** Puts cards before all others. */
    HeaderEditor prepend(List<String> first) {
        cards.addAll(0, first);
        return this;
    }

    static String card(String key, String value, String comment) {
        String card = "%-8s= %20s".formatted(key, value);
        return "%-80.80s".formatted(comment.isEmpty() ? card : card + " " + comment);
    }

    /** A string in quotes, of at least eight characters as a fixed-format value has. */
    static String quoted(String text) {
        return "%-20s".formatted("'%-8s'".formatted(text.replace("'", "''")));
    }

    private static String comment(String card) {
        var matcher = COMMENT.matcher(card.substring(Math.min(VALUE_END, Header.KEYWORD + 2)));
        return matcher.matches() ? matcher.group(1).stripTrailing() : "";
    }

    Header toHeader() {
        return new Header(cards);
    }

    /** With END, in whole blocks. */
    byte[] toBytes() {
        StringBuilder text = new StringBuilder();
        cards.forEach(text::append);
        text.append("%-80s".formatted("END"));
        int padding = (Bytes.BLOCK - text.length() % Bytes.BLOCK) % Bytes.BLOCK;
        return text.append(" ".repeat(padding)).toString().getBytes(StandardCharsets.ISO_8859_1);
    }
}
