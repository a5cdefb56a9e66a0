package io.camelopard.harvest;

import io.camelopard.MisuseException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** One glob over a relative path, segment by segment. */
final class Glob {
    private static final int LONGEST = 500;
    private static final String ANY_DEPTH = "**";

    private final String text;
    private final List<String> segments;
    private final List<Pattern> patterns;

    private Glob(String text, List<String> segments, List<Pattern> patterns) {
        this.text = text;
        this.segments = segments;
        this.patterns = patterns;
    }

    static Glob compile(String text) {
        if (text.length() > LONGEST || text.startsWith("/") || text.isEmpty()) {
            throw new MisuseException("glob '" + Printable.of(text)
                    + "': a glob is over the path relative to the directory, such as event_cl/*.evt.gz");
        }
        List<String> segments = List.of((text.endsWith("/") ? text + ANY_DEPTH : text).split("/"));
        List<Pattern> patterns = new ArrayList<>();
        try {
            segments.forEach(segment -> patterns.add(Pattern.compile(regex(segment), Pattern.DOTALL)));
        } catch (PatternSyntaxException e) {
            throw new MisuseException("glob '" + Printable.of(text) + "': " + Printable.of(e.getDescription()), e);
        }
        return new Glob(text, segments, patterns);
    }

    private static String regex(String segment) {
        StringBuilder regex = new StringBuilder();
        boolean braces = false;
        boolean brackets = false;
        for (int i = 0; i < segment.length(); i++) {
            char c = segment.charAt(i);
            if (brackets) {
                brackets = c != ']';
                regex.append(c == '!' && segment.charAt(i - 1) == '[' ? "^" : c == '\\' || c == '&' ? "\\" + c : c);
            } else if (c == '[') {
                brackets = true;
                regex.append(c);
            } else if (c == '{' || c == '}') {
                braces = c == '{';
                regex.append(braces ? "(?:" : ")");
            } else {
                regex.append(c == '*' ? ".*" : c == '?' ? "." : c == ',' && braces ? "|" : Pattern.quote("" + c));
            }
        }
        return regex.toString();
    }

    boolean matches(String path) {
        return matches(path.split("/"), 0, 0, false);
    }

    /** Whether it could match something below the folder. */
    boolean reachesBelow(String folder) {
        return matches(folder.split("/"), 0, 0, true);
    }

    /** Whether it matches everything below the folder. */
    boolean covers(String folder) {
        int last = segments.size() - 1;
        boolean all = segments.get(last).equals(ANY_DEPTH);
        return all ? matches(folder + "/x") && (last == 0 || head().matches(folder)) : matches(folder);
    }

    private Glob head() {
        int last = segments.size() - 1;
        return new Glob(text, segments.subList(0, last), patterns.subList(0, last));
    }

    boolean coversParentOf(String path) {
        for (int slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
            if (covers(path.substring(0, slash))) {
                return true;
            }
        }
        return false;
    }

    private boolean matches(String[] path, int p, int g, boolean below) {
        if (p == path.length) {
            return below ? g < segments.size() : g == segments.size();
        }
        if (g == segments.size()) {
            return false;
        }
        if (segments.get(g).equals(ANY_DEPTH)) {
            boolean last = g == segments.size() - 1;
            return last || matches(path, p, g + 1, below) || matches(path, p + 1, g, below);
        }
        return patterns.get(g).matcher(path[p]).matches() && matches(path, p + 1, g + 1, below);
    }

    @Override
    public String toString() {
        return text;
    }
}
