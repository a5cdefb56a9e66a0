package io.camelopard.harvest;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The name that a mistyped one was probably meant to be. */
final class Nearest {
    private static final int MOST_LISTED = 60;

    private Nearest() {}

    /** {@code ; did you mean 'radius'?}, or nothing. */
    static String hint(String name, Collection<String> known) {
        return of(name, known).map(n -> " (did you mean '" + n + "'?)").orElse("");
    }

    static Optional<String> of(String name, Collection<String> known) {
        int most = name.length() < 3 ? 0 : Math.min(name.length(), 12) / 3;
        return known.stream()
                .filter(k -> distance(name, k) <= most || plural(name, k))
                .min(Comparator.comparingInt(k -> distance(name, k)));
    }

    private static boolean plural(String a, String b) {
        return (a + "s").equalsIgnoreCase(b) || (b + "s").equalsIgnoreCase(a);
    }

    static String list(Collection<String> known) {
        String some = known.stream().limit(MOST_LISTED).map(Printable::of).collect(Collectors.joining(", "));
        return known.size() > MOST_LISTED ? some + ", … (" + known.size() + " in all)" : some;
    }

    /** Levenshtein's distance, ignoring case, up to a length that names have. */
    static int distance(String first, String second) {
        String a = first.toLowerCase(Locale.ROOT);
        String b = second.toLowerCase(Locale.ROOT);
        if (Math.abs(a.length() - b.length()) > 4 || a.length() > 64) {
            return Integer.MAX_VALUE;
        }
        int[] row = new int[b.length() + 1];
        Arrays.setAll(row, i -> i);
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
