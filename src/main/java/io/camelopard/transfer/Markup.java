package io.camelopard.transfer;

import io.camelopard.transfer.Content.Sniffed;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Recognises HTML and VOTable by their first element, with as little parsing as that takes. */
final class Markup {
    private static final Pattern FIRST_ELEMENT =
            Pattern.compile("<(!doctype\\s+)?([a-z_][a-z0-9_.:-]*)", Pattern.CASE_INSENSITIVE);
    private static final Pattern QUERY_STATUS = Pattern.compile(
            "<(?:\\w+:)?INFO\\b([^>]*\\bname\\s*=\\s*[\"']QUERY_STATUS[\"'][^>]*?)(?:/>|>([^<]*(?:<!\\[CDATA\\[.*?]]>)?[^<]*)<)",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final Pattern ERROR = Pattern.compile("\\bvalue\\s*=\\s*[\"']ERROR[\"']", Pattern.CASE_INSENSITIVE);
    private static final Set<String> PAGE = Set.of(
            "html", "head", "body", "title", "script", "meta", "link", "style", "h1", "p", "div", "center", "pre",
            "table");

    private Markup() {}

    static Optional<Sniffed> of(String start) {
        int at = skipped(start);
        if (at >= start.length() || start.charAt(at) != '<') {
            return Optional.empty();
        }
        Matcher first = FIRST_ELEMENT.matcher(start).region(at, start.length());
        if (!first.lookingAt()) {
            return Optional.of(Sniffed.XML);
        }
        String name = first.group(2).replaceFirst(".*:", "").toLowerCase(Locale.ROOT);
        if (name.equals("votable")) {
            return Optional.of(Sniffed.VOTABLE);
        }
        return Optional.of(PAGE.contains(name) ? Sniffed.HTML : Sniffed.XML);
    }

    /** Past a byte order mark, blanks, comments and processing instructions. */
    private static int skipped(String text) {
        int at = text.startsWith("\u00ef\u00bb\u00bf") ? 3 : 0;
        while (true) {
            while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
            String end = text.startsWith("<!--", at) ? "-->" : text.startsWith("<?", at) ? "?>" : null;
            int found = end == null ? -1 : text.indexOf(end, at);
            if (end == null || found < 0) {
                return at;
            }
            at = found + end.length();
        }
    }

    /** The service's words, if this is a VOTable whose status is an error (DALI 1.1, section 4.4). */
    static Optional<String> queryError(byte[] head) {
        Matcher info = QUERY_STATUS.matcher(new String(head, StandardCharsets.UTF_8));
        while (info.find()) {
            if (ERROR.matcher(info.group(1)).find()) {
                String words = info.group(2) == null ? "" : info.group(2);
                return Optional.of(words.isBlank() ? "(no words)" : plain(words, 500));
            }
        }
        return Optional.empty();
    }

    /** Text without tags and control characters, on one line, cut. */
    static String plain(String text, int most) {
        String plain = text.replaceAll("(?is)<(script|style)\\b.*?</\\1>", " ")
                .replace("<![CDATA[", "")
                .replace("]]>", "")
                .replaceAll("(?s)<[^>]*>", " ")
                .replaceAll("[\\p{Cntrl}\\p{Cf}\\s]+", " ")
                .strip();
        return plain.length() > most ? plain.substring(0, most) + "…" : plain;
    }
}
