package io.camelopard.cli.demo;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A file over HTTP: validators, conditional requests and single ranges (RFC 9110, sections 13 and 14). */
final class FileReply {
    private static final Pattern RANGE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");
    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private FileReply() {}

    static Reply of(DemoFile file, Call call) {
        byte[] bytes = file.bytes();
        if (isUnchanged(file, call)) {
            return describe(file, Reply.empty(304));
        }
        Matcher range = RANGE.matcher(call.header("Range").orElse(""));
        if (call.method().equals("GET") && range.matches() && isCurrent(file, call)) {
            return part(file, bytes, range);
        }
        return describe(file, Reply.of(200, type(file), bytes));
    }

    private static Reply part(DemoFile file, byte[] bytes, Matcher range) {
        boolean suffix = range.group(1).isEmpty();
        long last = range.group(2).isEmpty() ? (suffix ? 0 : Long.MAX_VALUE) : Long.parseLong(range.group(2));
        long from = suffix ? bytes.length - Math.min(last, bytes.length) : Long.parseLong(range.group(1));
        long to = suffix ? bytes.length : Math.min(last, bytes.length - 1L) + 1;
        if (from >= bytes.length || from >= to) {
            return Reply.page(416, "Range Not Satisfiable", "None of the range specifiers overlap the file.")
                    .with("Content-Range", "bytes */" + bytes.length);
        }
        return describe(file, Reply.of(206, type(file), Arrays.copyOfRange(bytes, (int) from, (int) to)))
                .with("Content-Range", "bytes " + from + "-" + (to - 1) + "/" + bytes.length);
    }

    private static Reply describe(DemoFile file, Reply reply) {
        return reply.with("ETag", file.etag())
                .with("Last-Modified", date(file.modified()))
                .with("Accept-Ranges", "bytes");
    }

    private static boolean isUnchanged(DemoFile file, Call call) {
        return call.header("If-None-Match")
                .map(known -> known.equals("*")
                        || Arrays.asList(known.split("\\s*,\\s*", -1)).contains(file.etag()))
                .or(() -> call.header("If-Modified-Since").map(known -> known.equals(date(file.modified()))))
                .orElse(false);
    }

    /** If-Range compares exactly, and a part is sent only of the version that the client holds the rest of. */
    private static boolean isCurrent(DemoFile file, Call call) {
        return call.header("If-Range")
                .map(held -> held.equals(file.etag()) || held.equals(date(file.modified())))
                .orElse(true);
    }

    private static String type(DemoFile file) {
        return file.path().endsWith(".gz") ? "application/x-gzip" : "application/fits";
    }

    private static String date(Instant instant) {
        return HTTP_DATE.format(instant);
    }
}
