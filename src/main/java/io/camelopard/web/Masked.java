package io.camelopard.web;

import io.camelopard.transfer.RemoteUri;
import io.camelopard.transfer.S3Url;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Texts without what may be secret in them: user-info and queries of URLs, and values that are called tokens. */
final class Masked {
    // The last character is none that ends a sentence about the URL.
    private static final Pattern URL =
            Pattern.compile("(?i)\\b(?:https?|ftps?|file)://[^\\s\"'<>\\]},]*[^\\s\"'<>\\]},:;.)]");
    private static final Pattern SECRET = Pattern.compile(
            "(?i)([\\w-]*(?:token|passw|secret|api[_-]?key|signature|session|ticket|jwt|credential)[\\w-]*[\"']?[ \\t]*[:=][ \\t]*)"
                    + "(?:\"[^\"\\n]*\"|'[^'\\n]*'|\\[[^\\]\\n]*\\]|[^\\s,}\\]]+)");

    private Masked() {}

    static String url(String url) {
        String shown = S3Url.is(url) ? S3Url.shown(url) : RemoteUri.shown(url);
        return url.indexOf('?') >= 0 && !S3Url.is(url) ? shown + "?…" : shown;
    }

    /** A text in which URLs may stand. */
    static String text(String text) {
        return URL.matcher(text).replaceAll(found -> Matcher.quoteReplacement(url(found.group())));
    }

    /** A harvest. */
    static String yaml(String yaml) {
        return text(SECRET.matcher(yaml).replaceAll("$1…"));
    }
}
