package io.camelopard.harvest;

import io.camelopard.vo.Protocol;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The {@code search} of a harvest.
 *
 * @param radius from the centre, in degrees
 * @param params further protocol parameters as written, in order; a list repeats the parameter
 * @param tap present with {@code protocol: tap} and only then; likewise {@code mast} and {@code urls}
 */
public record Search(
        Protocol protocol,
        List<ServiceRef> services,
        @Nullable Double radius,
        @Nullable Size size,
        Map<String, List<String>> params,
        @Nullable Integer maxrec,
        Overflow overflow,
        @Nullable String splitBy,
        @Nullable Watermark watermark,
        @Nullable Expression where,
        @Nullable OrderBy orderBy,
        @Nullable Long limit,
        @Nullable Tap tap,
        @Nullable Mast mast,
        @Nullable Urls urls) {

    public Search {
        services = List.copyOf(services);
    }

    /** Whether a target makes a difference and can be searched for. */
    public boolean takesTargets() {
        return switch (protocol) {
            case NONE -> false;
            case TAP ->
                tap != null
                        && (tap.uploadTargets()
                                || tap.query().uses("ra")
                                || tap.query().uses("dec")
                                || tap.query().uses("name"));
            default -> radius != null || size != null;
        };
    }

    /** Full width and height in degrees. */
    public record Size(double width, double height) {}

    /** What a truncated answer is. */
    public enum Overflow {
        ERROR,
        ACCEPT,
        SPLIT
    }

    /**
     * The largest value of a column in any complete discovery.
     *
     * @param start in the column's own form: a number (MJD, an identifier) or ISO 8601, as written
     */
    public record Watermark(String column, String start, Duration overlap) {
        /** Whether the column is a number; else it is ISO 8601 text. */
        public boolean numeric() {
            return Numbers.parse(start) != null;
        }
    }

    /** A column to sort by; {@code distance} is the distance from the target. */
    public record OrderBy(String column, boolean descending) {
        public boolean distance() {
            return column.equalsIgnoreCase("distance");
        }
    }

    /** The part for {@code protocol: tap}. */
    public record Tap(Query query, Mode mode, boolean uploadTargets) {}

    /** How a TAP query is run. */
    public enum Mode {
        AUTO,
        SYNC,
        ASYNC
    }

    /** The part for {@code protocol: mast}: conditions on observations and on their products. */
    public record Mast(Map<String, Criterion> criteria, Map<String, Criterion> products) {}

    /** The part for {@code protocol: none}: the URLs themselves, or a file with a URL a line, as written. */
    public record Urls(List<String> given, @Nullable String file) {
        public Urls {
            given = List.copyOf(given);
        }
    }
}
