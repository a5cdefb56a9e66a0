package io.camelopard.vo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where else a file is, in the spellings of the column {@code cloud_access}, which no standard describes:
 *
 * <pre>
 * {"aws": {"bucket": …, "path": …, "region": …, "access": …}}
 * {"bucket_name": …, "key": …, "region": …, "access": …}
 * {"aws": {"bucket_name": …, "key": …, "region": …}}
 * </pre>
 *
 * or a list of such objects in place of one; and {@code s3://bucket/key} itself. What is at other providers than AWS, and
 * what has {@code access} {@code none}, is passed over.
 *
 * @param places in the order of the text, each {@code s3://bucket/key} with its region
 * @param problem why there is none although the column says something, for people; null where nothing is wrong
 */
public record CloudAccess(List<Place> places, @Nullable String problem) {
    private static final int LONGEST = 64 << 10;
    private static final CloudAccess NONE = new CloudAccess(List.of(), null);

    // Some services write what their language prints and not JSON.
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_SINGLE_QUOTES, JsonReadFeature.ALLOW_TRAILING_COMMA)
            .build();

    /**
     * A file in a bucket.
     *
     * @param key without a leading slash; double slashes within are part of it
     * @param region as told, null where it is not
     */
    public record Place(String bucket, String key, @Nullable String region) {
        public String url() {
            return "s3://" + bucket + "/" + key;
        }
    }

    public CloudAccess {
        places = List.copyOf(places);
    }

    /** Reads a cell; nothing in it is nothing wrong. */
    public static CloudAccess read(@Nullable String cell) {
        String text = cell == null ? "" : cell.strip();
        if (text.isEmpty() || text.equalsIgnoreCase("null")) {
            return NONE;
        }
        if (text.regionMatches(true, 0, "s3://", 0, 5)) {
            return ofUrl(text);
        }
        try {
            return ofJson(text.length() > LONGEST ? "" : text);
        } catch (JsonProcessingException e) {
            return unknown("is no JSON: " + e.getOriginalMessage(), text);
        }
    }

    private static CloudAccess ofUrl(String url) {
        String rest = url.substring(5);
        int slash = rest.indexOf('/');
        return slash <= 0
                ? unknown("has no key", url)
                : new CloudAccess(List.of(new Place(rest.substring(0, slash), key(rest.substring(slash)), null)), null);
    }

    private static CloudAccess ofJson(String text) throws JsonProcessingException {
        List<Place> places = new ArrayList<>();
        boolean known = collect(JSON.readTree(text), places);
        return places.isEmpty() && !known
                ? unknown("has none of the known forms", text)
                : new CloudAccess(places, null);
    }

    /** Whether what stands there is understood, which it is also where it offers nothing. */
    private static boolean collect(JsonNode node, List<Place> places) {
        if (node.isArray()) {
            boolean known = node.isEmpty();
            for (JsonNode element : node) {
                known |= collect(element, places);
            }
            return known;
        }
        JsonNode aws = node.get("aws");
        if (aws != null) {
            return collect(aws, places);
        }
        String bucket = first(node, "bucket_name", "bucket");
        String key = first(node, "key", "path");
        if (bucket == null || key == null) {
            return node.isObject() && (node.isEmpty() || isElsewhere(node));
        }
        if (!"none".equals(lower(first(node, "access")))) {
            places.add(new Place(bucket, key(key), first(node, "region")));
        }
        return true;
    }

    /** Of other providers only. */
    private static boolean isElsewhere(JsonNode node) {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(name -> names.add(lower(name)));
        return List.of("google", "gcp", "azure").containsAll(names);
    }

    private static @Nullable String first(JsonNode node, String... names) {
        for (String name : names) {
            JsonNode value = node.get(name);
            if (value != null && value.isTextual() && !value.textValue().isBlank()) {
                return value.textValue().strip();
            }
        }
        return null;
    }

    private static @Nullable String lower(@Nullable String text) {
        return text == null ? null : text.toLowerCase(Locale.ROOT);
    }

    private static String key(String path) {
        return path.replaceFirst("^/+", "");
    }

    private static CloudAccess unknown(String why, String text) {
        String shown = text.length() > 200 ? text.substring(0, 200) + "…" : text;
        return new CloudAccess(
                List.of(),
                "cloud_access %s: %s; expected {\"aws\": {\"bucket_name\": …, \"key\": …, \"region\": …}}"
                        .formatted(why, shown.replaceAll("[\\p{Cntrl}\\p{Cf}]", "?")));
    }
}
