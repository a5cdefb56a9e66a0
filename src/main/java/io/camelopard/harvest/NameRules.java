package io.camelopard.harvest;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** Which names may stand in which expression and template, as far as it is known before there is an answer. */
final class NameRules {
    private static final Set<String> POSITION = Set.of("name", "ra", "dec");

    private final Entry root;
    private final Harvest harvest;
    private final boolean targets;
    private final boolean listed;

    NameRules(Entry root, Harvest harvest) {
        this.root = root;
        this.harvest = harvest;
        this.targets = root.has("target");
        this.listed = harvest.targets().file() != null;
    }

    void check() {
        StoreSpec store = harvest.store();
        if (store != null) {
            only(root.at("store").at("to"), store.to(), Set.of("service"));
            if (store.name() != null) {
                names(root.at("store").at("name"), store.name().names(), Set.of("row", "link", "target"));
            }
        }
        Expression where = harvest.search().where();
        if (where != null) {
            names(root.at("search").at("where"), where.names(), Set.of("row", "target"));
        }
        for (int i = 0;
                root.at("links").isList() && i < harvest.links().alternatives().size();
                i++) {
            alternative(
                    root.at("links").items().get(i),
                    harvest.links().alternatives().get(i));
        }
        for (int i = 0; i < harvest.tables().size(); i++) {
            table(root.at("table").items().get(i), harvest.tables().get(i));
        }
    }

    private void alternative(Entry entry, Alternative alternative) {
        if (alternative.where() != null) {
            names(entry.at("where"), alternative.where().names(), Set.of("row", "link", "target"));
        }
        if (alternative.name() != null) {
            names(entry.at("name"), alternative.name().names(), Set.of("row", "link", "target"));
        }
    }

    private void table(Entry entry, TableSpec table) {
        only(entry.at("file"), table.file(), Set.of("date", "run", "service"));
        Set<String> qualifiers =
                table.of() == TableSpec.Of.ROWS ? Set.of("row", "target") : Set.of("row", "link", "target");
        table.add().forEach((name, add) -> names(entry.at("add").at(name), add.names(), qualifiers));
    }

    /** What holds for a whole run has no row: only the target's and some given names. */
    private void only(Entry entry, Template template, Set<String> known) {
        for (Expression.Name name : template.names()) {
            boolean bare = name.qualifier() == null;
            boolean there =
                    bare ? known.contains(name.name().toLowerCase(Locale.ROOT)) : "target".equals(name.qualifier());
            if (!there) {
                List<String> may =
                        new TreeSet<>(known).stream().map(k -> "{" + k + "}").toList();
                entry.wrong("{" + name + "} is not known here; it may hold " + String.join(", ", may)
                        + ", {target.name}, {target.ra}, {target.dec}");
            }
        }
        names(entry, template.names(), Set.of("target"));
    }

    private void names(Entry entry, Set<Expression.Name> names, Set<String> qualifiers) {
        for (Expression.Name name : names) {
            if (name.qualifier() != null && !qualifiers.contains(name.qualifier())) {
                entry.wrong(name + ": there is no " + name.qualifier() + " here");
            }
            if ("target".equals(name.qualifier())) {
                target(entry, name);
            }
        }
    }

    private void target(Entry entry, Expression.Name name) {
        if (!targets) {
            entry.wrong(name + " is the target's, and there is no target");
        } else if (!listed && !POSITION.contains(name.name().toLowerCase(Locale.ROOT))) {
            entry.wrong(name + ": the target has name, ra and dec; other columns are those of a target file");
        }
    }
}
