package io.camelopard.harvest;

import io.camelopard.MisuseException;
import io.camelopard.vo.Link;
import io.camelopard.vo.RowColumns;
import io.camelopard.vo.Target;
import io.camelopard.votable.Columns;
import io.camelopard.votable.Row;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The scope of an expression over a row, the link that was taken and the target, each if there is one.
 *
 * <p>Bare names are the row's columns, or the link's in {@link #ofLink}; where a column is called otherwise, the names
 * known in every protocol ({@code access_url}, {@code s_ra} …) find it by UCD or utype. Not thread-safe.
 */
public final class RowScope implements Scope {
    private final @Nullable Row row;
    private final @Nullable Link link;
    private final @Nullable Target target;
    private final boolean bareIsLink;
    private final Map<String, Object> more;
    private @Nullable Link own;

    private RowScope(
            @Nullable Row row,
            @Nullable Link link,
            @Nullable Target target,
            boolean bareIsLink,
            Map<String, Object> more) {
        this.row = row;
        this.link = link;
        this.target = target;
        this.bareIsLink = bareIsLink;
        this.more = more;
    }

    /** For {@code where} of a search, {@code add} and templates: bare names are the row's columns. */
    public static RowScope of(@Nullable Row row, @Nullable Link link, @Nullable Target target) {
        return new RowScope(row, link, target, false, Map.of());
    }

    /** For {@code where} of an alternative: bare names are the link's columns. */
    public static RowScope ofLink(Link link, @Nullable Row row, @Nullable Target target) {
        return new RowScope(row, link, target, true, Map.of());
    }

    /** The same with further bare names, which go before columns: {@code stem}, {@code ext}, {@code service} … */
    public RowScope with(Map<String, ?> names) {
        Map<String, Object> all = new HashMap<>(more);
        names.forEach((name, value) -> all.put(name.toLowerCase(Locale.ROOT), value));
        return new RowScope(row, link, target, bareIsLink, all);
    }

    @Override
    public @Nullable Object get(@Nullable String qualifier, String name) {
        String from = qualifier == null ? bareIsLink ? "link" : "row" : qualifier;
        if (qualifier == null && more.containsKey(name.toLowerCase(Locale.ROOT))) {
            return more.get(name.toLowerCase(Locale.ROOT));
        }
        return switch (from) {
            case "target" -> ofTarget(name);
            case "link" -> ofLink(name);
            default -> ofRow(name);
        };
    }

    private @Nullable Object ofRow(String name) {
        if (row == null) {
            throw new MisuseException("there is no row here for '" + Printable.of(name) + "'");
        }
        Columns columns = row.columns();
        int index = columns.indexOf(name);
        if (index >= 0) {
            return row.get(index);
        }
        return WellKnown.knows(name) ? wellKnown(row, name) : missing(columns, name);
    }

    private @Nullable Object wellKnown(Row row, String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (WellKnown.OF_LINK.contains(lower)) {
            own = own == null ? Link.ofRow(row) : own;
            return WellKnown.inLink(own, lower);
        }
        int index = RowColumns.indexOf(row.columns(), lower);
        return index < 0 ? null : row.get(index);
    }

    private static @Nullable Object missing(Columns columns, String name) {
        List<String> names = columns.stream().map(column -> column.name()).toList();
        throw new MisuseException("there is no column '" + Printable.of(name) + "'" + Nearest.hint(name, names)
                + "; the columns are " + Nearest.list(names));
    }

    private @Nullable Object ofLink(String name) {
        if (link == null) {
            throw new MisuseException("there is no link here for '" + Printable.of(name) + "'");
        }
        return WellKnown.inLink(link, name);
    }

    private @Nullable Object ofTarget(String name) {
        if (target == null) {
            throw new MisuseException("there is no target here for target." + Printable.of(name));
        }
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "name" -> target.name() == null ? Targets.shown(target.ra(), target.dec()) : target.name();
            case "ra" -> target.ra();
            case "dec" -> target.dec();
            default -> WellKnown.ignoringCase(target.columns(), "target.", name);
        };
    }
}
