package io.camelopard.harvest;

import io.camelopard.MisuseException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An ADQL query with {@code {ra} {dec} {radius} {name} {watermark}} in it, which become typed literals: numbers plain,
 * text in single quotes with quotes doubled. Nothing else is substituted, and nothing inside quotes and comments.
 */
public final class Query {
    /** What may stand in braces. */
    public static final List<String> PLACEHOLDERS = List.of("ra", "dec", "radius", "name", "watermark");

    private final String text;
    private final List<Piece> pieces;

    private Query(String text, List<Piece> pieces) {
        this.text = text;
        this.pieces = pieces;
    }

    private record Piece(String text, boolean placeholder) {}

    /** @throws MisuseException when a placeholder is unknown or stands in quotes */
    public static Query parse(String text) {
        return new Query(text, List.copyOf(new Reader(text).pieces()));
    }

    /** The placeholders used. */
    public Set<String> uses() {
        Set<String> names = new LinkedHashSet<>();
        pieces.stream().filter(Piece::placeholder).forEach(piece -> names.add(piece.text));
        return Collections.unmodifiableSet(names);
    }

    public boolean uses(String placeholder) {
        return uses().contains(placeholder);
    }

    /**
     * The ADQL.
     *
     * @param values numbers and texts by placeholder
     * @throws MisuseException when one that the query uses is not there
     */
    public String render(Map<String, ?> values) {
        StringBuilder adql = new StringBuilder();
        for (Piece piece : pieces) {
            adql.append(piece.placeholder ? literal(piece.text, values.get(piece.text)) : piece.text);
        }
        return adql.toString();
    }

    private static String literal(String placeholder, @Nullable Object value) {
        if (value instanceof Number number) {
            if (!Double.isFinite(number.doubleValue())) {
                throw new MisuseException(
                        "search.query: {" + placeholder + "} is " + number + ", which ADQL cannot say");
            }
            String plain = new BigDecimal(number.toString()).toPlainString();
            return number.doubleValue() < 0 ? "(" + plain + ")" : plain;
        }
        if (value == null) {
            throw new MisuseException("search.query: there is no {" + placeholder + "} here");
        }
        return "'" + value.toString().replace("'", "''") + "'";
    }

    public String text() {
        return text;
    }

    @Override
    public String toString() {
        return text;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Query query && text.equals(query.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** Reads a query once. */
    private static final class Reader {
        private final String text;
        private final List<Piece> pieces = new ArrayList<>();
        private int at;
        private int done;

        Reader(String text) {
            this.text = text;
        }

        List<Piece> pieces() {
            while (at < text.length()) {
                char c = text.charAt(at);
                if (c == '\'' || c == '"') {
                    quoted(c);
                } else if (text.startsWith("--", at)) {
                    at = end("\n", at);
                } else if (c == '{') {
                    placeholder();
                } else {
                    at++;
                }
            }
            fixed(text.length());
            return pieces;
        }

        private void quoted(char quote) {
            int close = text.indexOf(quote, at + 1);
            if (close < 0) {
                throw new MisuseException(
                        "the quote " + quote + " in line " + line() + " of the query is never closed");
            }
            String inside = text.substring(at + 1, close);
            for (String placeholder : PLACEHOLDERS) {
                if (inside.equals("{" + placeholder + "}")) {
                    throw new MisuseException("{" + placeholder + "} becomes a literal with its own quotes; write it"
                            + " without quotes around it");
                }
            }
            at = close + 1;
        }

        private void placeholder() {
            int close = text.indexOf('}', at);
            String name = close < 0 ? text.substring(at + 1) : text.substring(at + 1, close);
            if (!PLACEHOLDERS.contains(name)) {
                throw new MisuseException(
                        "no placeholder {" + Printable.of(name) + "}" + Nearest.hint(name, PLACEHOLDERS) + " in line "
                                + line() + " of the query; there are {" + String.join("}, {", PLACEHOLDERS) + "}");
            }
            fixed(at);
            pieces.add(new Piece(name, true));
            at = close + 1;
            done = at;
        }

        private void fixed(int to) {
            if (to > done) {
                pieces.add(new Piece(text.substring(done, to), false));
            }
        }

        private int end(String mark, int from) {
            int end = text.indexOf(mark, from);
            return end < 0 ? text.length() : end;
        }

        private long line() {
            return 1 + text.substring(0, at).chars().filter(c -> c == '\n').count();
        }
    }
}
