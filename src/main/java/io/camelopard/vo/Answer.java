package io.camelopard.vo;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The answer to a {@link Request}, whatever its status, with its body in a file that {@link #close()} deletes.
 *
 * @param url where it came from, after redirects
 * @param headers by lower-case name
 */
public record Answer(int status, String url, Map<String, String> headers, Path body) implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(Answer.class);
    private static final Duration LONGEST_PAUSE = Duration.ofDays(1);

    public Answer {
        Map<String, String> lower = new TreeMap<>();
        headers.forEach((name, value) -> lower.put(name.toLowerCase(Locale.ROOT), value));
        headers = Map.copyOf(lower);
    }

    public Optional<String> contentType() {
        return Optional.ofNullable(headers.get("content-type"));
    }

    /**
     * How long the server asks to be left alone (RFC 9110, section 10.2.3), at most a day. A date is measured against the
     * answer's own {@code Date}, so that a wrong local clock does not matter.
     */
    public Optional<Duration> retryAfter() {
        String value = headers.getOrDefault("retry-after", "").strip();
        if (value.isEmpty()) {
            return Optional.empty();
        }
        if (value.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Optional.of(value.length() > 9 ? LONGEST_PAUSE : clamp(Duration.ofSeconds(Long.parseLong(value))));
        }
        return date(value)
                .map(until -> clamp(
                        Duration.between(date(headers.getOrDefault("date", "")).orElseGet(Instant::now), until)));
    }

    private static Optional<Instant> date(String value) {
        try {
            return Optional.of(ZonedDateTime.parse(value.strip(), DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeException e) {
            LOG.debug("answer.date unreadable={}", value, e);
            return Optional.empty();
        }
    }

    private static Duration clamp(Duration pause) {
        if (pause.isNegative()) {
            return Duration.ZERO;
        }
        return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }

    /** Deletes the spooled body. */
    @Override
    public void close() {
        try {
            Files.deleteIfExists(body);
        } catch (IOException e) {
            LOG.warn("answer.close body={} left behind", body, e);
        }
    }
}
