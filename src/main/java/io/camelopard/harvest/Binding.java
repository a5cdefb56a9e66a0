package io.camelopard.harvest;

import io.camelopard.MisuseException;
import io.camelopard.votable.Column;
import io.camelopard.votable.Columns;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Holds the names in a harvest against the columns of an answer. */
final class Binding {
    /** What a name template may hold besides columns. */
    private static final Set<String> OF_NAME = Set.of("stem", "ext", "service");

    /** What a table of products has besides the row's columns. */
    private static final List<String> OF_PRODUCT =
            List.of("target", "semantics", "path", "bytes", "sha256", "alternative", "state", "reason");

    private final Harvest harvest;
    private final Columns columns;

    Binding(Harvest harvest, Columns columns) {
        this.harvest = harvest;
        this.columns = columns;
    }

    void check() {
        Search search = harvest.search();
        if (search.where() != null) {
            bind("search.where", search.where(), Set.of());
        }
        if (search.orderBy() != null && !search.orderBy().distance()) {
            column("search.order_by", search.orderBy().column(), List.of());
        }
        if (search.watermark() != null) {
            column("search.watermark.column", search.watermark().column(), List.of());
        }
        links();
        for (int i = 0; i < harvest.tables().size(); i++) {
            table(
                    harvest.tables().size() == 1 ? "table" : "table[" + i + "]",
                    harvest.tables().get(i));
        }
    }

    private void links() {
        StoreSpec store = harvest.store();
        if (store != null && !harvest.links().none()) {
            name("store.name", store.name());
        }
        List<Alternative> alternatives = harvest.links().alternatives();
        for (int i = 0; i < alternatives.size(); i++) {
            Expression where = alternatives.get(i).where();
            String place = "links[" + i + "].";
            if (where != null) {
                placed(place + "where", () -> where.bind(columns, Set.of(), false));
            }
            name(place + "name", alternatives.get(i).name());
        }
    }

    private void name(String place, @Nullable Template name) {
        if (name != null) {
            name.expressions().forEach(expression -> bind(place, expression, OF_NAME));
        }
    }

    private void table(String place, TableSpec table) {
        boolean products = table.of() == TableSpec.Of.PRODUCTS;
        List<String> more = new ArrayList<>(products ? OF_PRODUCT : List.of("target"));
        if (products) {
            more.addAll(harvest.headerKeywords());
        }
        table.add().forEach((name, add) -> bind(place + ".add." + name, add, products ? more : List.of()));
        more.addAll(table.add().keySet());
        table.columns().forEach(column -> column(place + ".columns", column, more));
    }

    private void bind(String place, Expression expression, Collection<String> more) {
        placed(place, () -> expression.bind(columns, more, true));
    }

    private void column(String place, String name, List<String> more) {
        boolean there = columns.indexOf(name) >= 0
                || WellKnown.knows(name)
                || more.stream().anyMatch(name::equalsIgnoreCase);
        if (!there) {
            List<String> all =
                    new ArrayList<>(columns.stream().map(Column::name).toList());
            all.addAll(more);
            throw new MisuseException(harvest.name() + ": " + place + ": there is no column '" + Printable.of(name)
                    + "'" + Nearest.hint(name, all) + "; the columns are " + Nearest.list(all));
        }
    }

    private void placed(String place, Runnable check) {
        try {
            check.run();
        } catch (MisuseException e) {
            throw new MisuseException(harvest.name() + ": " + place + " " + e.getMessage(), e);
        }
    }
}
