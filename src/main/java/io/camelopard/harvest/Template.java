package io.camelopard.harvest;

import io.camelopard.MisuseException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A text with {@code {expression}} or {@code {expression:.2f}} in it (HARVEST.md, "Expressions"); doubled braces
 * are braces. Immutable and thread-safe.
 */
public final class Template {
    private final String text;
    private final List<Part> parts;

    private Template(String text, List<Part> parts) {
        this.text = text;
        this.parts = parts;
    }

    /** A piece of text, or an expression with a number of decimals (-1: none asked). */
    private record Part(String fixed, @Nullable Expression expression, int decimals) {}

    /** @throws MisuseException when braces, an expression or a format are wrong */
    public static Template parse(String text) {
        return new Template(text, List.copyOf(new Reader(text).parts()));
    }

    /**
     * The text with its values; a null is the word {@code null}.
     *
     * @param safe applied to each value, and not to the text between: what makes one safe path segment
     */
    public String render(Scope scope, UnaryOperator<String> safe) {
        StringBuilder rendered = new StringBuilder();
        for (Part part : parts) {
            Expression expression = part.expression;
            rendered.append(
                    expression == null ? part.fixed : safe.apply(shown(expression.value(scope), part.decimals)));
        }
        return rendered.toString();
    }

    private String shown(@Nullable Object value, int decimals) {
        if (value == null) {
            return "null";
        }
        if (decimals < 0) {
            return Values.text(value);
        }
        Object number = value instanceof String digits ? Numbers.parse(digits) : Values.normal(value);
        if (number instanceof Number n) {
            return fixed(n, decimals);
        }
        throw new MisuseException("template '" + Printable.of(text) + "': " + Values.shown(value)
                + " is no number, and :." + decimals + "f is for numbers");
    }

    private static String fixed(Number number, int decimals) {
        if (number instanceof Double d && d.isInfinite()) {
            return number.toString();
        }
        return new BigDecimal(number.toString())
                .setScale(decimals, RoundingMode.HALF_EVEN)
                .toPlainString();
    }

    /** The names used, in order. */
    public Set<Expression.Name> names() {
        Set<Expression.Name> names = new LinkedHashSet<>();
        expressions().forEach(expression -> names.addAll(expression.names()));
        return Collections.unmodifiableSet(names);
    }

    /** The expressions, in order. */
    public List<Expression> expressions() {
        List<Expression> expressions = new ArrayList<>();
        for (Part part : parts) {
            if (part.expression != null) {
                expressions.add(part.expression);
            }
        }
        return expressions;
    }

    /** Whether {@code stem}, {@code target.name} … is used. */
    public boolean uses(String name) {
        int dot = name.indexOf('.');
        String qualifier = dot < 0 ? null : name.substring(0, dot);
        return names().stream().anyMatch(n -> n.is(qualifier, name.substring(dot + 1)));
    }

    /** Whether it is the same text for everything. */
    public boolean constant() {
        return expressions().isEmpty();
    }

    /** The text before the first expression. */
    public String prefix() {
        return parts.isEmpty() || parts.get(0).expression != null ? "" : parts.get(0).fixed;
    }

    /** The text after the last expression: where an extension would stand. */
    public String suffix() {
        Part last = parts.isEmpty() ? null : parts.get(parts.size() - 1);
        return last == null || last.expression != null ? "" : last.fixed;
    }

    /** As written. */
    public String text() {
        return text;
    }

    @Override
    public String toString() {
        return text;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Template template && text.equals(template.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** Reads a template once. */
    private static final class Reader {
        private static final int MOST_DECIMALS = 20;
        private final String text;
        private final List<Part> parts = new ArrayList<>();
        private final StringBuilder fixed = new StringBuilder();
        private int at;

        Reader(String text) {
            this.text = text;
        }

        List<Part> parts() {
            while (at < text.length()) {
                char c = text.charAt(at);
                if ((c == '{' || c == '}') && at + 1 < text.length() && text.charAt(at + 1) == c) {
                    fixed.append(c);
                    at += 2;
                } else if (c == '{') {
                    flush();
                    parts.add(expression());
                } else if (c == '}') {
                    throw new MisuseException("'}' without '{' at character " + (at + 1) + "; a brace itself is '}}'");
                } else {
                    fixed.append(c);
                    at++;
                }
            }
            flush();
            return parts;
        }

        private void flush() {
            if (fixed.length() > 0) {
                parts.add(new Part(fixed.toString(), null, -1));
                fixed.setLength(0);
            }
        }

        private Part expression() {
            int start = at + 1;
            int colon = find(start, ":}");
            int end = text.charAt(colon) == ':' ? find(colon, "}") : colon;
            at = end + 1;
            String inside = text.substring(start, colon);
            try {
                return new Part("", Expression.parse(inside), decimals(text.substring(colon, end)));
            } catch (MisuseException e) {
                throw new MisuseException("{" + Printable.of(text.substring(start, end)) + "}: " + e.getMessage(), e);
            }
        }

        /** The next of some characters outside quotes. */
        private int find(int from, String wanted) {
            char quote = 0;
            for (int i = from; i < text.length(); i++) {
                char c = text.charAt(i);
                if (quote == 0 && wanted.indexOf(c) >= 0) {
                    return i;
                }
                if (quote == 0 && (c == '\'' || c == '"' || c == '`')) {
                    quote = c;
                } else if (c == quote) {
                    quote = 0;
                }
            }
            throw new MisuseException("'{' at character " + from + " is never closed; a brace itself is '{{'");
        }

        private static int decimals(String format) {
            if (format.isEmpty()) {
                return -1;
            }
            int decimals =
                    format.matches(":\\.[0-9]{1,2}f") ? Integer.parseInt(format.substring(2, format.length() - 1)) : 99;
            if (decimals > MOST_DECIMALS) {
                throw new MisuseException(
                        "no format '" + Printable.of(format) + "'; a format is a number of decimals, such as :.2f");
            }
            return decimals;
        }
    }
}
