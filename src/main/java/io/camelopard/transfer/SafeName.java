package io.camelopard.transfer;

import io.camelopard.FinalException;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Names of remote sides as names of files, on any file system.
 *
 * <p>A segment is brought to NFC; everything outside {@code [A-Za-z0-9._+=@-]} becomes {@code %XX} of its UTF-8, and so
 * do a leading {@code -} or {@code .}, a trailing {@code .} and the first letter of a name that Windows reserves. What is
 * longer than {@link #MAX_BYTES} is cut and gets {@code ~} and a digest before its extension. Two names that differ in NFC
 * never give the same segment: an escape can be undone, and {@code ~} stands in no other name.
 */
public final class SafeName {
    /** Below the 255 that file systems take, so that {@code -1234abcd} or {@code .1} can still be added. */
    static final int MAX_BYTES = 240;

    private static final String PLAIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._+=@-";
    private static final Pattern RESERVED = Pattern.compile("(?is)(?:CON|PRN|AUX|NUL|COM[0-9]|LPT[0-9])(?:\\..*)?");
    private static final Pattern EXTENSION = Pattern.compile("(?:\\.[A-Za-z0-9]{1,8}){1,2}$");
    private static final String EMPTY = "~";

    private SafeName() {}

    /** One segment; a slash in it is a character like any other. */
    public static String segment(String name) {
        if (name.isEmpty()) {
            return EMPTY;
        }
        String escaped = escape(Normalizer.normalize(name, Normalizer.Form.NFC));
        return escaped.length() <= MAX_BYTES ? escaped : shortened(escaped);
    }

    /**
     * A relative path of safe segments; empty ones are left out, as file systems do.
     *
     * @throws FinalException if none is left
     */
    public static String path(String relative) {
        String path = Arrays.stream(relative.split("/"))
                .filter(segment -> !segment.isEmpty())
                .map(SafeName::segment)
                .collect(Collectors.joining("/"));
        if (path.isEmpty()) {
            throw new FinalException("'" + relative + "' names no file");
        }
        return path;
    }

    /** Equal for safe paths that are one on a file system that ignores case. */
    public static String key(String safePath) {
        return safePath.toLowerCase(Locale.ROOT);
    }

    private static String escape(String name) {
        boolean reserved = RESERVED.matcher(name).matches();
        StringBuilder out = new StringBuilder(name.length() + 16);
        for (int i = 0; i < name.length(); ) {
            int c = name.codePointAt(i);
            int next = i + Character.charCount(c);
            boolean first = i == 0 && (reserved || c == '-' || c == '.');
            boolean last = next == name.length() && c == '.';
            if (first || last || c >= 128 || PLAIN.indexOf(c) < 0) {
                percent(out, c);
            } else {
                out.append((char) c);
            }
            i = next;
        }
        return out.toString();
    }

    /** UTF-8 by hand, because the library makes a question mark of every lone surrogate. */
    private static void percent(StringBuilder out, int c) {
        if (c < 0x80) {
            hex(out, c);
            return;
        }
        int tails = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
        int mark = tails == 1 ? 0xc0 : tails == 2 ? 0xe0 : 0xf0;
        hex(out, mark | (c >> (6 * tails)));
        for (int shift = 6 * (tails - 1); shift >= 0; shift -= 6) {
            hex(out, 0x80 | ((c >> shift) & 0x3f));
        }
    }

    private static void hex(StringBuilder out, int b) {
        out.append('%')
                .append(Character.toUpperCase(Character.forDigit(b >> 4, 16)))
                .append(Character.toUpperCase(Character.forDigit(b & 15, 16)));
    }

    private static String shortened(String escaped) {
        var matcher = EXTENSION.matcher(escaped);
        String extension = matcher.find() ? matcher.group() : "";
        String tail = "~" + Digests.sha256(escaped).substring(0, 32) + extension;
        int cut = MAX_BYTES - tail.length();
        int escape = escaped.lastIndexOf('%', cut - 1);
        return escaped.substring(0, escape >= 0 && escape > cut - 3 ? escape : cut) + tail;
    }
}
