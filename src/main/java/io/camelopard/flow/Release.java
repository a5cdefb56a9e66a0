package io.camelopard.flow;

import io.camelopard.harvest.Mjd;
import io.camelopard.ledger.Selected;
import io.camelopard.ledger.Step;
import io.camelopard.vo.RowColumns;
import io.camelopard.votable.Row;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a row says of who may have its data, and from when on (ObsCore 1.1, {@code obs_release_date} and {@code data_rights}).
 * A date that is not there says nothing: by definition it is that of proprietary data, but it is used for public ones too.
 *
 * @param date from when on the data are public
 * @param rights {@code proprietary} or {@code secure}; null for all else
 */
record Release(@Nullable Instant date, @Nullable String rights) {
    private static final Set<String> RESTRICTED = Set.of("proprietary", "secure");
    private static final double UNIX_EPOCH = 40_587; // as an MJD
    private static final double DAY_MS = 86_400_000;

    static Release of(Row row) {
        Object date = cell(row, "obs_release_date");
        Double mjd = date == null ? null : Mjd.parse(date.toString());
        Object rights = cell(row, "data_rights");
        String text = rights == null ? "" : rights.toString().strip().toLowerCase(Locale.ROOT);
        return new Release(mjd == null ? null : instant(mjd), RESTRICTED.contains(text) ? text : null);
    }

    private static @Nullable Object cell(Row row, String name) {
        int index = RowColumns.indexOf(row.columns(), name);
        return index < 0 ? null : row.get(index);
    }

    private static @Nullable Instant instant(double mjd) {
        double ms = (mjd - UNIX_EPOCH) * DAY_MS;
        // Beyond this lie the dates that stand for never, and NaN.
        return Math.abs(ms) < 1e15 ? Instant.ofEpochMilli(Math.round(ms)).truncatedTo(ChronoUnit.SECONDS) : null;
    }

    /** As a job's context has it. */
    static Release of(Map<String, Object> context) {
        Instant date = context.get("public_from") instanceof String text ? Instant.parse(text) : null;
        return new Release(date, context.get("data_rights") instanceof String text ? text : null);
    }

    void into(Map<String, Object> context) {
        if (date != null) {
            context.put("public_from", date.toString());
        }
        if (rights != null) {
            context.put("data_rights", rights);
        }
    }

    /**
     * The selection, skipped until the data are public.
     *
     * @param own whether we have credentials for a URL: who owns the data gets them before
     */
    Selected applied(Selected selected, Predicate<String> own) {
        boolean ours = selected.steps().stream()
                .map(Step::products)
                .flatMap(List::stream)
                .anyMatch(product -> own.test(product.url()));
        boolean wanted = !selected.steps().isEmpty() || selected.failed() != null;
        if (date == null || ours || !wanted) {
            return selected;
        }
        String more = selected.failed() == null ? "" : "; " + selected.failed();
        return selected.notBefore(date, "not public before " + date + " (obs_release_date)" + more);
    }

    /** Why a product that its server refuses to give was to be expected not to be had; null when it was not. */
    @Nullable String reason(@Nullable Object linkAuth, Instant now) {
        if (date != null && date.isAfter(now)) {
            return "not public before " + date + " (obs_release_date)";
        } else if (rights != null) {
            return "data_rights are " + rights;
        }
        return "true".equals(String.valueOf(linkAuth).strip().toLowerCase(Locale.ROOT)) ? "link_auth is true" : null;
    }
}
