package io.camelopard.vo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The terms that say what a link is, as a tree (DataLink 1.1, section 3.2.6; the core vocabulary at
 * {@code http://www.ivoa.net/rdf/datalink/core}). Immutable, thread-safe.
 */
public final class Vocabulary {
    static final String CORE_URI = "http://www.ivoa.net/rdf/datalink/core#";
    static final String THIS = CORE_URI + "this";

    // Dated releases and the pages of the vocabulary name the same terms.
    private static final Pattern CORE_TERM = Pattern.compile(
            "(?:https?://(?:www\\.)?ivoa\\.net/rdf/datalink/core[^#]*)?#?([A-Za-z0-9_-]+)", Pattern.CASE_INSENSITIVE);

    private static final Vocabulary CORE = new Vocabulary(read("datalink-core.csv"));

    private final Map<String, String> parents;

    private Vocabulary(Map<String, String> parents) {
        this.parents = Map.copyOf(parents);
    }

    /** The DataLink core vocabulary, as shipped. */
    public static Vocabulary core() {
        return CORE;
    }

    /**
     * The full URI of a term: {@code this}, {@code #this} and the core URI in any spelling are one term, a URI of another
     * vocabulary stays as it is. Blank stays blank.
     */
    public String normalise(String semantics) {
        String text = semantics.strip();
        Matcher core = CORE_TERM.matcher(text);
        if (!core.matches()) {
            return text;
        }
        String term = core.group(1);
        String lower = term.toLowerCase(Locale.ROOT);
        return CORE_URI + (parents.containsKey(lower) ? lower : term);
    }

    /** Whether the term is the wanted one or below it in the tree; both in any spelling. */
    public boolean narrowerOrSame(String term, String wanted) {
        String ancestor = normalise(wanted);
        String uri = normalise(term);
        while (!uri.equals(ancestor)) {
            String parent = parent(uri);
            if (parent == null) {
                return false;
            }
            uri = parent;
        }
        return true;
    }

    private @Nullable String parent(String uri) {
        if (!uri.startsWith(CORE_URI)) {
            return null;
        }
        String parent = parents.getOrDefault(uri.substring(CORE_URI.length()), "");
        return parent.isEmpty() ? null : CORE_URI + parent;
    }

    private static Map<String, String> read(String resource) {
        Map<String, String> parents = new HashMap<>();
        try (InputStream in = Objects.requireNonNull(Vocabulary.class.getResourceAsStream(resource), resource);
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            lines.lines()
                    .filter(line -> !line.startsWith("#") && !line.isBlank())
                    .forEach(line -> {
                        String[] fields = line.split(",", 2);
                        parents.put(fields[0].strip(), fields[1].strip());
                    });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return parents;
    }
}
