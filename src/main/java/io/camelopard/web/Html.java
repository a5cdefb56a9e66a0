package io.camelopard.web;

import io.camelopard.FinalException;
import io.camelopard.harvest.Printable;
import io.camelopard.transfer.RemoteUri;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Writes HTML, and is the one way of a text into a page: whatever is not a name of a tag or an attribute is escaped, without
 * the characters that act instead of being seen. What cannot be written is an {@link UncheckedIOException}. For one thread.
 */
final class Html {
    private final Appendable out;
    private final Deque<String> open = new ArrayDeque<>();

    Html(Appendable out) {
        this.out = out;
    }

    /** @param attributes name, value, name, value … */
    Html open(String tag, String... attributes) {
        start(tag, attributes);
        put(">");
        open.push(tag);
        return this;
    }

    /** Ends the last of those that are open. */
    Html close() {
        put("</" + open.pop() + ">");
        return this;
    }

    /** An element without content. */
    Html empty(String tag, String... attributes) {
        start(tag, attributes);
        put("/>");
        return this;
    }

    /** A whole element. */
    Html element(String tag, String text, String... attributes) {
        return open(tag, attributes).text(text).close();
    }

    private void start(String tag, String... attributes) {
        put("<" + tag);
        for (int i = 0; i < attributes.length; i += 2) {
            put(" " + attributes[i] + "=\"" + escaped(attributes[i + 1]) + "\"");
        }
    }

    Html text(String text) {
        put(escaped(text));
        return this;
    }

    /** A text of several lines. */
    Html lines(String text) {
        put(text.lines().map(Html::escaped).collect(Collectors.joining("\n")));
        return this;
    }

    /** A style sheet of ours. */
    Html style(String css) {
        put("<style>" + css + "</style>");
        return this;
    }

    Html doctype() {
        put("<!doctype html>\n");
        return this;
    }

    /** A URL, without what may be secret in it; a link where that leaves one of http or https that leads to the same. */
    Html url(String url) {
        Optional<String> target = target(url);
        if (target.isPresent()) {
            return element("a", Masked.url(url), "href", target.get(), "rel", "noreferrer noopener");
        }
        return element("span", Masked.url(url));
    }

    private static Optional<String> target(String url) {
        try {
            String uri = RemoteUri.parse(url).toString();
            return url.indexOf('?') < 0 && url.indexOf('#') < 0 ? Optional.of(uri) : Optional.empty();
        } catch (FinalException e) {
            return Optional.empty(); // no http, or nothing that anybody should follow
        }
    }

    private static String escaped(String text) {
        String line = Printable.line(text);
        StringBuilder escaped = new StringBuilder(line.length() + 16);
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.append(c);
            }
        }
        return escaped.toString();
    }

    private void put(String html) {
        try {
            out.append(html);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
