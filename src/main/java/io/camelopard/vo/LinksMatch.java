package io.camelopard.vo;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells which links of a document for several datasets belong to which of them.
 *
 * <p>The ID column has the identifiers that were asked for, in any order. Some services answer with identifiers of their
 * own making (asked 3578, answered {@code ivo://nasa.heasarc/numaster?60061044002}); these are known by their last
 * segment, when it is what was asked for or stands in exactly one of the rows, or else by their order, when there are as
 * many as were asked for. What is left is a guess, and not made.
 */
final class LinksMatch {
    private final List<LinksConversation.Wanted> wanted;

    LinksMatch(List<LinksConversation.Wanted> wanted) {
        this.wanted = wanted;
    }

    /** Links by the identifier asked for; null when they cannot be told apart. */
    @Nullable Map<String, List<Link>> match(List<LinksDocument.Group> groups) {
        Map<String, List<Link>> matched = byKey(groups, exactly());
        if (matched == null) {
            matched = byKey(groups, bySegment());
        }
        if (matched == null) {
            matched = byKey(groups, byCell());
        }
        return matched == null ? byOrder(groups) : matched;
    }

    /** Null unless every group has exactly one dataset. */
    private static @Nullable Map<String, List<Link>> byKey(List<LinksDocument.Group> groups, Keys keys) {
        Map<String, List<Link>> matched = new LinkedHashMap<>();
        Map<String, String> owners = new HashMap<>();
        for (LinksDocument.Group group : groups) {
            Set<String> ids = keys.ids(group.id());
            if (ids.size() != 1) {
                return null;
            }
            String id = ids.iterator().next();
            if (!owners.computeIfAbsent(id, first -> group.id()).equals(group.id())) {
                return null;
            }
            matched.computeIfAbsent(id, first -> new java.util.ArrayList<>()).addAll(group.links());
        }
        return matched;
    }

    private interface Keys {
        Set<String> ids(String answered);
    }

    private Keys exactly() {
        Map<String, Set<String>> index = new HashMap<>();
        wanted.forEach(one -> {
            put(index, one.id(), one.id());
            put(index, Urls.decode(one.id()), one.id());
        });
        return answered -> {
            Set<String> ids = index.getOrDefault(answered, Set.of());
            return ids.isEmpty() ? index.getOrDefault(Urls.decode(answered), Set.of()) : ids;
        };
    }

    private Keys bySegment() {
        Map<String, Set<String>> index = new HashMap<>();
        wanted.forEach(one -> put(index, one.id(), one.id()));
        return answered -> index.getOrDefault(lastSegment(answered), Set.of());
    }

    private Keys byCell() {
        Map<String, Set<String>> index = new HashMap<>();
        wanted.forEach(one -> one.rows().forEach(row -> row.values().forEach(cell -> {
            String text = Values.text(cell);
            if (text != null) {
                put(index, text, one.id());
            }
        })));
        return answered -> index.getOrDefault(lastSegment(answered), Set.of());
    }

    private static void put(Map<String, Set<String>> index, String key, String id) {
        index.computeIfAbsent(key, first -> new LinkedHashSet<>()).add(id);
    }

    private static String lastSegment(String id) {
        for (int i = id.length() - 1; i >= 0; i--) {
            if ("?/#=".indexOf(id.charAt(i)) >= 0) {
                return id.substring(i + 1);
            }
        }
        return id;
    }

    private @Nullable Map<String, List<Link>> byOrder(List<LinksDocument.Group> groups) {
        Keys exactly = exactly();
        Keys byCell = byCell();
        boolean strange = groups.stream()
                .map(LinksDocument.Group::id)
                .allMatch(id -> exactly.ids(id).isEmpty() && byCell.ids(id).isEmpty());
        long different = groups.stream().map(LinksDocument.Group::id).distinct().count();
        if (!strange || groups.size() != wanted.size() || different != groups.size()) {
            return null;
        }
        Map<String, List<Link>> matched = new LinkedHashMap<>();
        for (int i = 0; i < groups.size(); i++) {
            matched.put(wanted.get(i).id(), groups.get(i).links());
        }
        return matched;
    }
}
