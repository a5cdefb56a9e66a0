package io.camelopard.web;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Products by the reason why they are not stored; all are counted, the first of each group are kept. */
final class Groups {
    private static final int MOST_GROUPS = 40;
    private static final int MOST_ITEMS = 12;
    private static final String OTHERS = "other reasons";
    private static final String UNNAMED = "no reason is known";

    private static final Pattern URL = Pattern.compile("(?i)\\b(?:https?|ftps?|file|s3)://\\S*[^\\s:;,.)]");
    private static final Pattern BEGINNING = Pattern.compile("^(?:…[:,;]? *)+");
    /** Numbers, dates, digests: what differs between products that have the same fate. */
    private static final Pattern PARTICULAR = Pattern.compile(
            "[0-9]{4}-[0-9T:.Z-]+|\\b[0-9a-f]{8,}\\b|[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{4,}(?:\\.[0-9]+)?|'[^']*'|\"[^\"]*\"");

    private final Map<List<String>, Group> groups = new LinkedHashMap<>();
    private long count;

    /** Products with the same reason. */
    static final class Group {
        private final String failure;
        private final String title;
        private final List<Item> items = new ArrayList<>();
        private long count;

        private Group(String failure, String title) {
            this.failure = failure;
            this.title = title;
        }

        String failure() {
            return failure;
        }

        /** The reason without what is particular to one product; that of a single product as it is. */
        String title() {
            return count == 1 ? detail(items.get(0)) : title;
        }

        List<Item> items() {
            return items;
        }

        long count() {
            return count;
        }
    }

    void add(Item item) {
        String title = PARTICULAR.matcher(detail(item)).replaceAll("…");
        List<String> key = List.of(item.failure(), title);
        boolean full = groups.size() >= MOST_GROUPS && !groups.containsKey(key);
        Group group = groups.computeIfAbsent(
                full ? List.of("", OTHERS) : key, k -> new Group(full ? "" : item.failure(), full ? OTHERS : title));
        count++;
        group.count++;
        if (group.items.size() < MOST_ITEMS) {
            group.items.add(item);
        }
    }

    /** The reason without the product's own name and address. */
    static String detail(Item item) {
        String reason = item.name().isEmpty() ? item.reason() : item.reason().replace(item.name(), "…");
        String detail = BEGINNING.matcher(URL.matcher(reason).replaceAll("…")).replaceFirst("");
        return detail.isBlank() ? UNNAMED : detail;
    }

    long count() {
        return count;
    }

    /** The largest first, and at the end those of all further reasons. */
    List<Group> largest() {
        return groups.values().stream()
                .sorted(Comparator.<Group, Boolean>comparing(group -> group.title.equals(OTHERS))
                        .thenComparing(Comparator.comparingLong(Group::count).reversed()))
                .toList();
    }
}
