package io.camelopard.fits;

import io.camelopard.FinalException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The cards of one header, as they are (FITS 4.0, section 4). Of a keyword that stands twice the first counts. Immutable.
 *
 * <p>Keywords of ESO's HIERARCH convention are known by what follows that word, their parts with one blank between.
 *
 * <p>Tolerated, since archives write it: numbers in quotes, numbers with the exponent letter D or in lower case.
 */
public final class Header {
    static final int CARD = 80;
    static final int KEYWORD = 8;

    private static final Pattern NUMBER = Pattern.compile("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([EeDd][+-]?[0-9]+)?");
    private static final Pattern HIERARCH = Pattern.compile("HIERARCH +([^=]*[^= ]) *=(.*)");
    private static final Pattern WHOLE = Pattern.compile("[+-]?[0-9]{1,18}");

    private final List<String> cards;
    private final Map<String, String> values = new HashMap<>();

    /** @param cards of 80 characters each, without END */
    Header(List<String> cards) {
        this.cards = List.copyOf(cards);
        for (String card : cards) {
            Matcher hierarch = HIERARCH.matcher(card);
            if (card.startsWith("= ", KEYWORD)) {
                values.putIfAbsent(keyword(card), card.substring(KEYWORD + 2));
            } else if (hierarch.matches()) {
                values.putIfAbsent(hierarch.group(1), hierarch.group(2));
            }
        }
    }

    static String keyword(String card) {
        return card.substring(0, KEYWORD).stripTrailing();
    }

    List<String> cards() {
        return cards;
    }

    /** Those with a value. */
    Set<String> keywords() {
        return Set.copyOf(values.keySet());
    }

    boolean has(String key) {
        return values.containsKey(key);
    }

    /** The value without its quotes and the blanks at its end; null where there is none. */
    @Nullable String text(String key) {
        String field = values.get(key);
        if (field == null) {
            return null;
        }
        String value = field.stripLeading();
        return value.startsWith("'") ? quoted(value) : plain(value);
    }

    /** @param missing what an absent or empty value is */
    String text(String key, String missing) {
        String value = text(key);
        return value == null || value.isEmpty() ? missing : value;
    }

    private static String plain(String value) {
        int slash = value.indexOf('/');
        return (slash < 0 ? value : value.substring(0, slash)).strip();
    }

    private static String quoted(String value) {
        StringBuilder text = new StringBuilder();
        for (int i = 1; i < value.length(); i++) {
            if (value.charAt(i) == '\'') {
                if (!value.startsWith("''", i)) {
                    break;
                }
                i++;
            }
            text.append(value.charAt(i));
        }
        return text.toString().stripTrailing();
    }

    /** As what it is: Boolean, Long, Double or text; null where there is none, or an empty one. */
    @Nullable Object value(String key) {
        String text = text(key, "");
        String field = values.get(key);
        boolean quoted = field != null && field.stripLeading().startsWith("'");
        if (text.isEmpty() || quoted) {
            return text.isEmpty() ? null : text;
        }
        if (WHOLE.matcher(text).matches()) {
            return whole(key);
        }
        return NUMBER.matcher(text).matches() ? number(key) : text.equals("T") ? true : text.equals("F") ? false : text;
    }

    /** Whether the value is T. */
    boolean isTrue(String key) {
        return "T".equals(text(key));
    }

    /** @throws FinalException for a value that is no number */
    @Nullable Double number(String key) {
        String value = text(key);
        if (value == null || value.isEmpty()) {
            return null;
        }
        String stripped = value.strip();
        if (!NUMBER.matcher(stripped).matches()) {
            throw wrong(key, value, "no number");
        }
        return Double.valueOf(stripped.replace('D', 'E').replace('d', 'e'));
    }

    double number(String key, double missing) {
        Double value = number(key);
        return value == null ? missing : value;
    }

    /** @throws FinalException for a value that is no whole number */
    @Nullable Long whole(String key) {
        String value = text(key);
        if (value == null || value.isEmpty()) {
            return null;
        }
        if (!WHOLE.matcher(value.strip()).matches()) {
            throw wrong(key, value, "no whole number");
        }
        return Long.valueOf(value.strip());
    }

    long whole(String key, long missing) {
        Long value = whole(key);
        return value == null ? missing : value;
    }

    /** Of a keyword that must be there. */
    long whole(String key, String where) {
        Long value = whole(key);
        if (value == null) {
            throw new FinalException(where + ": the header has no " + key);
        }
        return value;
    }

    private static FinalException wrong(String key, String value, String what) {
        String shown = value.length() > 30 ? value.substring(0, 30) + "…" : value;
        return new FinalException("FITS keyword " + key + " is '" + shown.replaceAll("[^ -~…]", "?") + "', " + what);
    }
}
