package io.camelopard.vo;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is looked for in a registry; all that is given must hold.
 *
 * @param keywords each a word of the title, the description or a subject (RegTAP 1.1, section 9, ivo_hasword)
 * @param waveband a term of the resource's waveband, such as {@code x-ray}
 * @param ivoid an identifier, or a pattern in which {@code %} stands for anything
 */
public record RegistryTerms(
        List<String> keywords,
        @Nullable String waveband,
        @Nullable String ivoid) {
    public RegistryTerms {
        keywords = List.copyOf(keywords);
    }

    /** Conditions of ADQL, each with an AND behind it. */
    String adql() {
        List<String> conditions = new ArrayList<>();
        keywords.forEach(keyword -> conditions.add(keyword(Registry.literal(keyword))));
        if (waveband != null) {
            conditions.add("1 = ivo_hashlist_has(waveband, " + Registry.literal(lower(waveband)) + ")");
        }
        if (ivoid != null) {
            conditions.add("ivoid " + (ivoid.contains("%") ? "LIKE " : "= ") + Registry.literal(lower(ivoid)));
        }
        return conditions.stream().map(condition -> condition + " AND ").collect(Collectors.joining());
    }

    /** Subqueries instead of a join: an OR over several tables is slow everywhere, and would give rows twice. */
    private static String keyword(String literal) {
        return Stream.of("res_title", "res_description", "res_subject")
                .map(column -> "ivoid IN (SELECT ivoid FROM rr."
                        + (column.equals("res_subject") ? column : "resource") + " WHERE 1 = ivo_hasword(" + column
                        + ", " + literal + "))")
                .collect(Collectors.joining(" OR ", "(", ")"));
    }

    /** Whether an identifier is meant: LIKE takes the underscore for any character, and ADQL 2.0 has no way to say otherwise. */
    boolean means(String found) {
        if (ivoid == null) {
            return true;
        }
        String pattern = Pattern.compile("%")
                .splitAsStream(lower(ivoid) + " ")
                .map(Pattern::quote)
                .collect(Collectors.joining(".*"));
        return (lower(found) + " ").matches("(?s)" + pattern);
    }

    private static String lower(String text) {
        return text.strip().toLowerCase(Locale.ROOT);
    }

    /** As the harvest says it, to stand behind a noun; empty for anything. */
    @Override
    public String toString() {
        List<String> parts = new ArrayList<>();
        if (!keywords.isEmpty()) {
            parts.add("keywords " + keywords);
        }
        if (waveband != null) {
            parts.add("waveband " + waveband);
        }
        if (ivoid != null) {
            parts.add("ivoid " + ivoid);
        }
        return parts.isEmpty() ? "" : " with " + String.join(" and ", parts);
    }
}
