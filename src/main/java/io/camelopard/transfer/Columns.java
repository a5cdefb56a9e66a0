package io.camelopard.transfer;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Date and size of a listing's line. */
record Columns(@Nullable Instant modified, @Nullable Long size, String shown) {
    private static final Pattern DATE = Pattern.compile(
            "(?:\\d{4}-(?:\\d{2}|[A-Za-z]{3})-\\d{2}|\\d{2}-[A-Za-z]{3}-\\d{4})[ T]+\\d{2}:\\d{2}(?::\\d{2})?");
    private static final Pattern SIZE = Pattern.compile("^\\s*(\\d{1,18})(?=\\s|$)(?!\\s*[kKMGTP]i?B?\\b)");
    /** Apache, nginx and lighttpd. */
    private static final DateTimeFormatter FORMS =
            DateTimeFormatter.ofPattern("[uuuu-MM-dd][dd-MMM-uuuu][uuuu-MMM-dd] HH:mm[:ss]", Locale.ENGLISH);

    static Columns of(String text) {
        String line = text.replace('\u00a0', ' ').strip().replaceAll("\\s+", " ");
        String shown = line.length() > 100 ? line.substring(0, 100) : line;
        Matcher date = DATE.matcher(shown);
        if (!date.find()) {
            return new Columns(null, size(shown), shown);
        }
        String rest = shown.substring(date.end());
        return new Columns(instant(date.group()), size(rest), shown);
    }

    private static @Nullable Long size(String text) {
        Matcher size = SIZE.matcher(text);
        return size.find() ? Long.valueOf(size.group(1)) : null;
    }

    private static @Nullable Instant instant(String text) {
        String date = text.replaceAll("[ T]+(?=\\d{2}:)", " ");
        try {
            return LocalDateTime.parse(date, FORMS).toInstant(ZoneOffset.UTC).truncatedTo(ChronoUnit.MINUTES);
        } catch (DateTimeException e) {
            // Looks like a date and is none (month 13): it is still shown.
            return null;
        }
    }
}
