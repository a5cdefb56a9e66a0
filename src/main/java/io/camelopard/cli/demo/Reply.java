package io.camelopard.cli.demo;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** What is sent: status, headers, body. The length is a header only in so far as the server adds it. */
final class Reply {
    private final int status;
    private final Map<String, String> headers = new TreeMap<>();
    private final byte[] body;

    private Reply(int status, byte[] body) {
        this.status = status;
        this.body = body;
    }

    static Reply of(int status, String contentType, byte[] body) {
        return new Reply(status, body).with("Content-Type", contentType);
    }

    static Reply votable(String document) {
        return of(200, "application/x-votable+xml", document.getBytes(StandardCharsets.UTF_8));
    }

    static Reply xml(String document) {
        return of(200, "text/xml; charset=UTF-8", document.getBytes(StandardCharsets.UTF_8));
    }

    /** A page of Apache's own, as a person or a harvester sees it for anything but 200. */
    static Reply page(int status, String title, String text) {
        String html = Resources.text("page.html")
                .replace("@TITLE@", Resources.escape(status == 200 ? title : status + " " + title))
                .replace("@HEADING@", Resources.escape(title))
                .replace("@TEXT@", Resources.escape(text));
        return html(status, html);
    }

    static Reply html(int status, String html) {
        return of(status, "text/html;charset=UTF-8", html.getBytes(StandardCharsets.UTF_8));
    }

    static Reply empty(int status) {
        return new Reply(status, new byte[0]);
    }

    Reply with(String header, String value) {
        headers.put(header, value);
        return this;
    }

    int status() {
        return status;
    }

    Map<String, String> headers() {
        return Collections.unmodifiableMap(headers);
    }

    byte[] body() {
        return body;
    }
}
