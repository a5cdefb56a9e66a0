package io.camelopard.transfer;

import io.camelopard.FinalException;
import io.camelopard.MisuseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Where to fetch from instead: rules {@code PREFIX => PREFIX}, of which the longest left side that a URL begins with wins.
 *
 * <p>URLs are compared in the form that {@link RemoteUri} gives them, so that case, default ports and dot segments make no
 * difference, and {@code https://host} is no prefix of {@code https://host.example}.
 */
public final class Rewrites {
    private static final Pattern ARROW = Pattern.compile("\\s*=>\\s*");
    private static final Pattern HTTP = Pattern.compile("https?://.*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final Pattern PLACE = Pattern.compile("s3://[^/?#\\s]+(/[^?#]*)?|file:(//)?/[^?#]*");

    private final List<Rule> longestFirst;

    private Rewrites(List<Rule> longestFirst) {
        this.longestFirst = List.copyOf(longestFirst);
    }

    /**
     * One rule.
     *
     * @param from an http or https URL, in the form of {@link RemoteUri}
     * @param to an http or https URL in that form, or {@code s3://…} or {@code file:/…} as written
     */
    public record Rule(String from, String to) {
        /** Whether it leads to another address of the same kind, and not to a bucket or a folder. */
        public boolean http() {
            return HTTP.matcher(to).matches();
        }

        /**
         * What follows the left side in a URL that begins with it: percent-encoded and with its query, without dot
         * segments.
         */
        public String rest(String url) {
            return RemoteUri.parse(url).toString().substring(from.length());
        }

        /** The URL with the right side in place of the left. */
        public String there(String url) {
            return to + rest(url);
        }

        /** What was found at the right side, as an address below the left; any other address is left as it is. */
        public String back(String url) {
            return url.startsWith(to) ? from + url.substring(to.length()) : url;
        }
    }

    /**
     * Reads the rules.
     *
     * @param rules {@code PREFIX => PREFIX} by their configuration key
     * @throws MisuseException for a rule that is none, and for a second one with the same left side
     */
    public static Rewrites of(Map<String, String> rules) {
        List<Rule> read = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        new TreeMap<>(rules).forEach((key, text) -> {
            Rule rule = read(key, text);
            if (!seen.add(rule.from())) {
                throw new MisuseException("%s = %s: another rule has the same left side".formatted(key, text));
            }
            read.add(rule);
        });
        read.sort(Comparator.comparingInt((Rule rule) -> rule.from().length()).reversed());
        return new Rewrites(read);
    }

    private static Rule read(String key, String text) {
        String[] sides = ARROW.split(text.strip(), -1);
        if (sides.length != 2 || !HTTP.matcher(sides[0]).matches() || !isPlace(sides[1])) {
            throw new MisuseException(
                    "%s = %s: expected http(s)://… => http(s)://…, s3://bucket/… or file:/…".formatted(key, text));
        }
        try {
            String to = HTTP.matcher(sides[1]).matches() ? canonical(sides[1]) : sides[1];
            return new Rule(canonical(sides[0]), to);
        } catch (FinalException e) {
            throw new MisuseException("%s = %s: %s".formatted(key, text, e.getMessage()), e);
        }
    }

    private static boolean isPlace(String text) {
        return HTTP.matcher(text).matches() || PLACE.matcher(text).matches();
    }

    private static String canonical(String url) {
        return RemoteUri.parse(url).toString();
    }

    /** The right sides. */
    List<String> places() {
        return longestFirst.stream().map(Rule::to).toList();
    }

    /** The rule for a URL, wherever it leads. */
    public Optional<Rule> find(String url) {
        return find(url, rule -> true);
    }

    /** The rule for a URL among those that lead to http or https. */
    public Optional<Rule> http(String url) {
        return find(url, Rule::http);
    }

    private Optional<Rule> find(String url, Predicate<Rule> wanted) {
        if (longestFirst.isEmpty() || !HTTP.matcher(url.strip()).matches()) {
            return Optional.empty();
        }
        String canonical = canonical(url);
        return longestFirst.stream()
                .filter(rule -> canonical.startsWith(rule.from()) && wanted.test(rule))
                .findFirst();
    }
}
