package io.camelopard.vo;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A media type, parsed (RFC 9110, section 8.3.1) and compared as archives write them: case and blanks do not matter, and
 * the short names {@code fits} and {@code directory} are types too.
 *
 * @param subtype empty where the text had no slash
 * @param params by lower-case name, values as written
 */
public record MediaType(String type, String subtype, Map<String, String> params) {
    private static final Set<String> FITS =
            Set.of("fits", "image/fits", "application/fits", "image/x-fits", "application/x-fits");
    private static final Set<String> DIRECTORY =
            Set.of("directory", "application/x-directory", "application/directory", "inode/directory");
    private static final Set<String> VOTABLE = Set.of(
            "votable", "x-votable+xml", "application/x-votable+xml", "text/x-votable+xml", "application/votable+xml");
    private static final Set<String> XML = Set.of("text/xml", "application/xml");

    public MediaType {
        params = Collections.unmodifiableMap(new LinkedHashMap<>(params));
    }

    /** Any text is a media type, if only one that matches nothing. */
    public static MediaType parse(String text) {
        Map<String, String> params = new LinkedHashMap<>();
        int semicolon = end(text, 0);
        String name = text.substring(0, semicolon).strip().toLowerCase(Locale.ROOT);
        for (int start = semicolon + 1; start < text.length(); start = semicolon + 1) {
            semicolon = end(text, start);
            addParam(params, text.substring(start, semicolon));
        }
        int slash = name.indexOf('/');
        return slash < 0
                ? new MediaType(name, "", params)
                : new MediaType(
                        name.substring(0, slash).strip(),
                        name.substring(slash + 1).strip(),
                        params);
    }

    private static int end(String text, int start) {
        boolean quoted = false;
        for (int i = start; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == ';' && !quoted) {
                return i;
            }
        }
        return text.length();
    }

    private static void addParam(Map<String, String> params, String text) {
        int equals = text.indexOf('=');
        if (equals > 0) {
            String value = text.substring(equals + 1).strip();
            boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
            params.putIfAbsent(
                    text.substring(0, equals).strip().toLowerCase(Locale.ROOT),
                    quoted ? value.substring(1, value.length() - 1).replaceAll("\\\\(.)", "$1") : value);
        }
    }

    /**
     * Whether this type is what a harvest asks for: {@code directory} and {@code fits} with all their spellings,
     * {@code image/*}, and parameters only where the pattern gives them.
     */
    public boolean matches(String pattern) {
        MediaType wanted = parse(pattern);
        return matchesName(wanted)
                && wanted.params.entrySet().stream()
                        .allMatch(param -> param.getValue().equalsIgnoreCase(params.get(param.getKey())));
    }

    private boolean matchesName(MediaType wanted) {
        if (wanted.name().equals("*") || wanted.name().equals("*/*")) {
            return true;
        }
        if (wanted.subtype.equals("*")) {
            return !subtype.isEmpty() && wanted.type.equals(type);
        }
        return wanted.canonical().equals(canonical());
    }

    /** Whether what it describes is a DataLink document (DataLink 1.1, section 3.3.1). */
    public boolean isDatalink() {
        return "datalink".equalsIgnoreCase(params.get("content")) && isVotable();
    }

    /** Whether what it describes may be a VOTable. */
    public boolean isVotable() {
        return VOTABLE.contains(name()) || XML.contains(name());
    }

    private String canonical() {
        String name = name();
        if (FITS.contains(name)) {
            return "fits";
        }
        return DIRECTORY.contains(name) ? "directory" : name;
    }

    private String name() {
        return subtype.isEmpty() ? type : type + "/" + subtype;
    }
}
