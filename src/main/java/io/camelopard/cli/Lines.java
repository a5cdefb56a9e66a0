package io.camelopard.cli;

import io.camelopard.harvest.Printable;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Lines for people. What is put into one may have come from a server or a file name: it begins no line of its own, and a
 * terminal does not obey it.
 */
final class Lines {
    private Lines() {}

    /**
     * @param format as {@link String#format} has it, without the line's end
     * @param values those that are no numbers are shown as text of one line
     */
    static void print(PrintStream out, String format, @Nullable Object... values) {
        out.println(line(format, values));
    }

    /** As {@link #print(PrintStream, String, Object...)}. */
    static void print(PrintWriter out, String format, @Nullable Object... values) {
        out.println(line(format, values));
    }

    private static String line(String format, @Nullable Object... values) {
        return String.format(
                Locale.ROOT, format, Arrays.stream(values).map(Lines::shown).toArray());
    }

    private static Object shown(@Nullable Object value) {
        return value instanceof Number ? value : Printable.line(String.valueOf(value));
    }
}
