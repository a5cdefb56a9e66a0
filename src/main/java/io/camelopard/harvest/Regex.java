package io.camelopard.harvest;

import io.camelopard.MisuseException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * A regular expression of a harvest (Java's syntax). It is met when it is found anywhere in the text; {@code ^} and
 * {@code $} bind it to the ends. A search that takes too many steps is given up with a {@link MisuseException}, so that
 * neither a pattern nor a text of an archive can hold a worker.
 */
public final class Regex {
    private static final int LONGEST = 1000;
    private static final int MOST_STEPS = 2_000_000;

    private final Pattern pattern;

    private Regex(Pattern pattern) {
        this.pattern = pattern;
    }

    /** @throws MisuseException when it is not a regular expression */
    public static Regex compile(String text) {
        if (text.length() > LONGEST) {
            throw new MisuseException(
                    "a regular expression of " + text.length() + " characters; the most is " + LONGEST);
        }
        try {
            return new Regex(Pattern.compile(text));
        } catch (PatternSyntaxException e) {
            throw new MisuseException(
                    "regular expression '" + Printable.of(text) + "': " + Printable.of(e.getDescription())
                            + (e.getIndex() < 0 ? "" : " at character " + (e.getIndex() + 1)),
                    e);
        } catch (StackOverflowError e) {
            throw new MisuseException("regular expression '" + Printable.of(text) + "': nested too deeply", e);
        }
    }

    public boolean found(String text) {
        try {
            return pattern.matcher(new Counted(text, new AtomicInteger(), pattern))
                    .find();
        } catch (StackOverflowError e) {
            throw tooCostly(pattern, e);
        }
    }

    public String pattern() {
        return pattern.pattern();
    }

    @Override
    public String toString() {
        return pattern.pattern();
    }

    private static MisuseException tooCostly(Pattern pattern, @Nullable Throwable cause) {
        return new MisuseException(
                "regular expression '" + Printable.of(pattern.pattern())
                        + "' takes too many steps; nested repetitions such as (a+)+ are what does that",
                cause);
    }

    /** A text that counts how often it is looked at. */
    private record Counted(CharSequence text, AtomicInteger looks, Pattern pattern) implements CharSequence {
        @Override
        public char charAt(int index) {
            if (looks.incrementAndGet() > MOST_STEPS) {
                throw tooCostly(pattern, null);
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return new Counted(text.subSequence(start, end), looks, pattern);
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }
}
