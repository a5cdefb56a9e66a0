package io.camelopard.web;

import io.camelopard.MisuseException;
import io.camelopard.flow.Json;
import io.camelopard.ledger.Better;
import io.camelopard.ledger.Entry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a page tells of a product, of bounded length whatever the ledger has.
 *
 * @param name what it is known by
 * @param path below its store; null: it has none yet
 * @param place as people know it: the path below the file store, or the URL of an object
 * @param type its media type, as far as the link says
 * @param failure its class, in lower case
 * @param headers values of its FITS header
 * @param steps what was done to it
 */
record Item(
        long id,
        String name,
        String root,
        @Nullable String path,
        String place,
        long bytes,
        String sha256,
        String semantics,
        String type,
        int alternative,
        List<Better> better,
        String failure,
        String reason,
        String url,
        int attempts,
        Map<String, String> headers,
        List<String> steps) {
    private static final int LONGEST = 600;
    private static final int MOST = 24;
    private static final int LONGEST_VALUE = 120;
    private static final Pattern CORE_TERM =
            Pattern.compile("https?://(?:www\\.)?ivoa\\.net/rdf/datalink/core[^#\\s]{0,40}#");

    static Item of(Entry entry) {
        Map<String, Object> link = Json.part(parsed(entry.link()).get("link"));
        Map<String, Object> made = entry.made() == null ? Map.of() : parsed(entry.made());
        String root = Objects.toString(entry.storeRoot(), "");
        return new Item(
                entry.product(),
                text(entry.identity()),
                root,
                entry.path(),
                place(root, entry.path()),
                entry.bytes() == null ? 0 : entry.bytes(),
                clipped(Objects.toString(entry.sha256(), ""), 64),
                clipped(term(Objects.toString(link.get("semantics"), "")), LONGEST_VALUE),
                clipped(Objects.toString(link.get("content_type"), ""), LONGEST_VALUE),
                entry.alternative(),
                entry.better().stream().limit(MOST).map(Item::better).toList(),
                entry.failure() == null ? "" : entry.failure().name().toLowerCase(Locale.ROOT),
                text(Objects.toString(entry.reason(), "")),
                clipped(entry.url(), LONGEST),
                entry.attempts(),
                headers(Json.part(made.get("headers"))),
                steps(made.get("steps")));
    }

    private static String place(String root, @Nullable String path) {
        return path == null ? "" : root.startsWith("s3:") ? root + "/" + path : path;
    }

    private static Better better(Better better) {
        return new Better(better.alternative(), text(better.identity()), text(better.reason()));
    }

    private static Map<String, String> headers(Map<String, Object> values) {
        Map<String, String> headers = new LinkedHashMap<>();
        values.entrySet().stream()
                .limit(MOST)
                .forEach(value -> headers.put(
                        clipped(value.getKey(), LONGEST_VALUE),
                        clipped(Objects.toString(value.getValue(), "–"), LONGEST_VALUE)));
        return headers;
    }

    private static List<String> steps(@Nullable Object list) {
        List<String> steps = new ArrayList<>();
        for (Object step : list instanceof List<?> all ? all : List.of()) {
            Map<String, Object> fields = Json.part(step);
            Object failed = fields.get("failed");
            Object said = failed == null ? fields.get("done") : "failed: " + failed;
            if (steps.size() < MOST) {
                steps.add(text(fields.get("step") + ": " + said));
            }
        }
        return steps;
    }

    /** Without what may be secret, and not too long. */
    private static String text(String text) {
        return Masked.text(term(clipped(text, LONGEST)));
    }

    /** Terms of the core vocabulary of DataLink as people write them, {@code #this}. */
    private static String term(String text) {
        return CORE_TERM.matcher(text).replaceAll("#");
    }

    static String clipped(String text, int longest) {
        return text.codePointCount(0, text.length()) <= longest
                ? text
                : text.substring(0, text.offsetByCodePoints(0, longest)) + "…";
    }

    /** What is no JSON of ours says nothing. */
    static Map<String, Object> parsed(String json) {
        try {
            return Json.object(json, "ledger");
        } catch (MisuseException e) {
            return Map.of();
        }
    }

    boolean isPicture() {
        String name = path == null ? "" : path.toLowerCase(Locale.ROOT);
        return name.endsWith(".png")
                || name.endsWith(".jpg")
                || name.endsWith(".jpeg")
                || type.startsWith("image/png")
                || type.startsWith("image/jpeg");
    }
}
