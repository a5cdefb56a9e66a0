package io.camelopard.harvest;

import org.jspecify.annotations.Nullable;

/** Segments of URLs, paths and identifiers. */
final class Segments {
    private Segments() {}

    /**
     * The last segment that is not empty: of a URL without query and fragment; of an IVOA identifier with its query,
     * which is the local part of a publisher DID. Null when there is none.
     */
    static @Nullable String last(String text) {
        String path = text;
        if (!text.startsWith("ivo:")) {
            path = before(before(text, '#'), '?').replaceFirst("^[A-Za-z][A-Za-z0-9+.-]*://[^/]*", "");
        }
        String last = null;
        for (int from = 0, to; from <= path.length(); from = to + 1) {
            to = end(path, from);
            last = to > from ? path.substring(from, to) : last;
        }
        return last;
    }

    private static int end(String path, int from) {
        int to = from;
        while (to < path.length() && path.charAt(to) != '/' && path.charAt(to) != '?') {
            to++;
        }
        return to;
    }

    private static String before(String text, char c) {
        int at = text.indexOf(c);
        return at < 0 ? text : text.substring(0, at);
    }
}
