package io.camelopard.flow;

import io.camelopard.FinalException;
import io.camelopard.MisuseException;
import io.camelopard.harvest.Search;
import io.camelopard.harvest.Search.Overflow;
import io.camelopard.vo.ColumnRange;
import io.camelopard.vo.Protocol;
import io.camelopard.vo.Region;
import io.camelopard.votable.Row;
import io.camelopard.votable.VotableReader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The answers to one search, none of them truncated: the one, or, where that is truncated and the harvest says {@code
 * overflow: split}, those to its parts, asked one after the other. What is left to ask is a stack of halves, so that it is as
 * small as the parts are deep. For one thread.
 *
 * <p>A cone search has no flag for a truncated answer (SCS 1.03, section 2.2): as many rows as {@code maxrec} are truncated;
 * where they are to be split, as many as services use to stop at are suspected to be, and from then on that many always.
 */
final class SearchAnswers {
    private static final Logger LOG = LoggerFactory.getLogger(SearchAnswers.class);

    /** A service that never comes to an end is left after so many parts. */
    private static final int MOST_PARTS = 20_000;

    private static final Set<Protocol> WITHOUT_FLAG = EnumSet.of(Protocol.SCS, Protocol.SIA, Protocol.SSA);

    private static final Pattern TOP =
            Pattern.compile("^(?:\\s|--.*\\n)*select\\s+(?:(?:all|distinct)\\s+)?top\\s", Pattern.CASE_INSENSITIVE);
    private static final Pattern ORDER_BY = Pattern.compile("\\border\\s+by\\b", Pattern.CASE_INSENSITIVE);

    private final Questions questions;
    private final Discovering run;
    private final OneSearch search;
    private final Search spec;
    private final Deque<SearchPart> open = new ArrayDeque<>();
    private @Nullable SearchPart part;
    private long asked;
    private long rows;
    private long silentLimit = Long.MAX_VALUE;

    SearchAnswers(Questions questions, Discovering run, OneSearch search) {
        this.questions = questions;
        this.run = run;
        this.search = search;
        this.spec = run.harvest().search();
    }

    /** Asks for the next answer, which then is that of the search; false when there are no more. */
    boolean next() {
        while (asked == 0 || !open.isEmpty()) {
            part = open.poll();
            ask();
            String truncated = truncated();
            if (truncated == null || !split(truncated)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a row of the present answer counts; to be asked once for each. */
    boolean keeps(Row row) {
        rows++;
        return part == null || part.keeps(row);
    }

    /** All rows have been read. */
    void end() {
        if (WITHOUT_FLAG.contains(spec.protocol()) && spec.overflow() == Overflow.ERROR && looksLikeALimit(rows)) {
            LOG.warn(
                    "run.suspicion run={} rows={} reason=\"it looks like a limit of the service; overflow: split finds out\"",
                    run.id(),
                    rows);
        }
    }

    VotableReader open() {
        return questions.open(search);
    }

    private void ask() {
        if (++asked > MOST_PARTS) {
            throw truncated("still truncated after %,d requests for parts of it".formatted(MOST_PARTS), "");
        }
        search.narrow(part);
        questions.ask(run, search);
    }

    /** In which way the present answer is truncated; null if it is whole. */
    private @Nullable String truncated() {
        if (search.trailer().overflow()) {
            return "QUERY_STATUS OVERFLOW";
        }
        boolean split = spec.overflow() == Overflow.SPLIT;
        if (!WITHOUT_FLAG.contains(spec.protocol()) || (spec.maxrec() == null && !split)) {
            return null;
        }
        long rows = questions.count(search);
        if (spec.maxrec() != null && rows == spec.maxrec()) {
            return "%,d rows, as many as maxrec allows".formatted(rows);
        }
        if (split && (rows >= silentLimit || (part == null && looksLikeALimit(rows)))) {
            silentLimit = Math.min(silentLimit, rows);
            return "%,d rows, which looks like a limit of the service".formatted(rows);
        }
        return null;
    }

    /** 100, 200, 300, 500, 1000 … and the powers of two from 128. */
    static boolean looksLikeALimit(long rows) {
        long digit = rows;
        while (digit >= 10 && digit % 10 == 0) {
            digit /= 10;
        }
        boolean round = digit == 1 || digit == 2 || digit == 3 || digit == 5 || digit == 25;
        return rows >= 100 && (round || Long.bitCount(rows) == 1);
    }

    /** Whether its parts are to be asked for in its place. */
    private boolean split(String how) {
        if (spec.overflow() == Overflow.ACCEPT) {
            run.overflowed();
            search.accepted();
            LOG.warn("run.overflow run={} reason=\"{}\" the answer is truncated and accepted", run.id(), how);
            return false;
        }
        if (spec.overflow() == Overflow.ERROR) {
            throw truncated(
                    "the answer is truncated",
                    how + ") and not used; ask for less, raise maxrec, or say" + " overflow: accept or split");
        }
        List<SearchPart> halves = part == null ? first() : part.halves();
        if (halves.isEmpty()) {
            throw truncated("still truncated in the smallest part" + (part == null ? "" : ", " + part), how + ")");
        }
        LOG.debug("search.split run={} part=\"{}\" reason=\"{}\"", run.id(), part, how);
        for (int i = halves.size() - 1; i >= 0; i--) {
            open.push(halves.get(i));
        }
        return true;
    }

    /** The parts of the whole. */
    private List<SearchPart> first() {
        if (spec.protocol() == Protocol.TAP) {
            return byColumn();
        }
        Region region = search.region();
        if (region == null) {
            throw new MisuseException("search.overflow: split: %s has no region to split".formatted(search));
        }
        return SkyPart.of(region, spec.protocol()).halves();
    }

    private List<SearchPart> byColumn() {
        String column = spec.splitBy();
        String query = search.query();
        if (column == null) {
            throw new MisuseException("search.split_by is missing: a query is split by a column of its answer");
        }
        if (TOP.matcher(query).find() && !ORDER_BY.matcher(query).find()) {
            throw new MisuseException("search.query: TOP without ORDER BY is another set of rows each time it is asked"
                    + " for, and cannot be split; add ORDER BY");
        }
        List<SearchPart> parts = new ArrayList<>();
        for (ColumnRange range : ranges(query, column)) {
            List<ColumnRange> halves = range.halves();
            (halves.isEmpty() ? List.of(range) : halves).forEach(half -> parts.add(ColumnPart.of(half)));
        }
        return parts;
    }

    private List<ColumnRange> ranges(String query, String column) {
        search.narrow(ColumnPart.extent(query, column));
        try {
            questions.ask(run, search);
        } catch (FinalException e) {
            run.overflowed();
            throw new FinalException(
                    ("%s: the answer is truncated, and the service refuses the query as a derived table, by which it would"
                                    + " be split (SELECT MIN(q.%s) FROM (query) AS q); see that the column %s is in the"
                                    + " answer, once, and leave out WITH and an ORDER BY that no TOP needs, or ask for less"
                                    + " by search.query or search.maxrec: %s")
                            .formatted(search, column, column, e.getMessage()),
                    e);
        }
        try (VotableReader rows = open()) {
            Row row = rows.hasNext() ? rows.next() : null;
            return row == null || row.size() < 2 ? List.of() : ColumnRange.all(query, column, row.get(0), row.get(1));
        }
    }

    private FinalException truncated(String what, String how) {
        run.overflowed();
        return new FinalException("%s: %s%s".formatted(search, what, how.isEmpty() ? "" : " (" + how));
    }
}
