package io.camelopard.transfer;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The beginning of a file that is in staging, and how the rest of it is asked for and recognised (RFC 9110, section 14).
 *
 * <p>The last bytes that are there are asked for again, and compared: a server whose ranges are not what it says they are is
 * found out by that, and a file that is there to its end needs no answer 416, which would say next to nothing.
 *
 * @param length how many bytes are there
 */
public record Partial(Version version, long length) {
    private static final int AGAIN = 1024;

    private static final Pattern RANGE =
            Pattern.compile("(?i)\\s*bytes\\s+([0-9]{1,18})-([0-9]{1,18})/([0-9]{1,18})\\s*");
    private static final Pattern UNSATISFIED = Pattern.compile("(?i)\\s*bytes\\s+\\*/([0-9]{1,18})\\s*");

    /** Where the rest begins that is asked for. */
    public long start() {
        return Math.max(0, length - AGAIN);
    }

    /** Whether it is worth a request, and not longer than the whole. */
    boolean isOfUse() {
        return start() > 0 && (version.length() == null || length <= version.length());
    }

    /** The headers that ask for the rest, and for the whole file where it is another version by now. */
    public Map<String, String> headers() {
        return Map.of("Range", "bytes=" + start() + "-", "If-Range", version.validator());
    }

    /**
     * What is wrong with an answer 206 as the rest of this file; empty when it is the rest.
     *
     * @param headers by lower-case name
     */
    public Optional<String> objection(Map<String, String> headers) {
        String said = headers.getOrDefault("content-range", "");
        if (!isRest(RANGE.matcher(said))) {
            String total = version.length() == null ? "N" : version.length().toString();
            String last = version.length() == null ? "N-1" : String.valueOf(version.length() - 1);
            return Optional.of("its Content-Range is '%s', expected was 'bytes %d-%s/%s'"
                    .formatted(Markup.plain(said, 60), start(), last, total));
        }
        if (headers.containsKey("content-encoding")) {
            return Optional.of("it has a Content-Encoding");
        }
        if (version.named() && !headers.containsKey("content-disposition")) {
            return Optional.of("its Content-Disposition is missing");
        }
        return version.isContradicted(headers) ? Optional.of("it is of another version") : Optional.empty();
    }

    private boolean isRest(Matcher range) {
        if (!range.matches() || Long.parseLong(range.group(1)) != start()) {
            return false;
        }
        long total = Long.parseLong(range.group(3));
        return Long.parseLong(range.group(2)) == total - 1 && isTotal(total);
    }

    private boolean isTotal(long total) {
        return version.length() == null || version.length() == total;
    }

    /** Whether an answer 416 says that there is no more than what is there. */
    public boolean isWhole(Map<String, String> headers) {
        Matcher range = UNSATISFIED.matcher(headers.getOrDefault("content-range", ""));
        return range.matches()
                && Long.parseLong(range.group(1)) == length
                && isTotal(length)
                && !version.named()
                && !version.isContradicted(headers);
    }

    /** The length of the whole file, by an answer that is the rest of it. */
    public long total(Map<String, String> headers) {
        Matcher range = RANGE.matcher(headers.getOrDefault("content-range", ""));
        return range.matches() ? Long.parseLong(range.group(3)) : length;
    }
}
