package io.camelopard.fits;

import java.util.Arrays;
import java.util.List;

/** Headers for tests, from the text of their cards. */
final class HeaderText {
    private HeaderText() {}

    /** @param text a card a line; those after END are left out */
    static Header header(String text) {
        return new Header(cards(text));
    }

    static List<String> cards(String text) {
        return text.lines()
                .takeWhile(line -> !line.equals("END"))
                .map("%-80s"::formatted)
                .toList();
    }

    /** @param more {@code KEY = value} each, before those of the text, so that they count */
    static Header header(String text, String... more) {
        List<String> cards = new java.util.ArrayList<>();
        Arrays.stream(more).map(HeaderText::card).forEach(cards::add);
        cards.addAll(cards(text));
        return new Header(cards);
    }

    static String card(String assignment) {
        String[] parts = assignment.split(" *= *", 2);
        return "%-80s".formatted("%-8s= %20s".formatted(parts[0], parts[1]));
    }
}
