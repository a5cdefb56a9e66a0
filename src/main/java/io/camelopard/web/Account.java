package io.camelopard.web;

import io.camelopard.ledger.Entry;
import io.camelopard.ledger.Ledger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/**
 * What became of the products of a run, as much of it as a page shows: all are counted, the first of each kind are kept, so that
 * a run of a million products takes no more memory than one of a thousand. For one thread.
 */
final class Account {
    private static final int PAGE = 500;
    static final int MOST_STORED = 300;
    private static final int MOST_DERIVED = 12;
    private static final int MOST_ROWS = 600;
    private static final int MOST_DEGRADED = 60;
    static final int MOST_PICTURES = 96;

    private final Map<Long, List<Item>> stored = new LinkedHashMap<>();
    private final List<Item> degraded = new ArrayList<>();
    private final List<Item> pictures = new ArrayList<>();
    private final Groups skipped = new Groups();
    private final Groups failed = new Groups();
    private final Sky sky = new Sky();
    private int rows;
    private long countStored;
    private long countDegraded;
    private long countPictures;
    private long open;

    private Account() {}

    /** Reads the account of a run, page by page. */
    static Account of(Ledger ledger, String run) {
        Account account = new Account();
        forEach(after -> ledger.reports().entries(run, after, PAGE), account::add);
        forEach(after -> ledger.reports().derived(run, after, PAGE), account::addDerived);
        return account;
    }

    private static void forEach(LongFunction<List<Entry>> pages, Consumer<Entry> action) {
        long after = 0;
        for (List<Entry> page = pages.apply(after); !page.isEmpty(); page = pages.apply(after)) {
            page.forEach(action);
            after = page.get(page.size() - 1).product();
        }
    }

    private void add(Entry entry) {
        String outcome = Objects.toString(entry.outcome(), "");
        switch (outcome) {
            case "stored" -> addStored(entry);
            case "skipped" -> skipped.add(Item.of(entry));
            case "failed" -> failed.add(Item.of(entry));
            case "superseded", "listed" -> {
                return; // in the account of another product
            }
            default -> open++;
        }
        sky.add(entry.context(), outcome);
        if (entry.degraded() && entry.path() != null && (outcome.equals("stored") || outcome.equals("skipped"))) {
            countDegraded++;
            if (degraded.size() < MOST_DEGRADED) {
                degraded.add(Item.of(entry));
            }
        }
    }

    private void addStored(Entry entry) {
        Item item = Item.of(entry);
        countStored++;
        addPicture(item);
        if (stored.size() < MOST_STORED) {
            stored.put(entry.product(), new ArrayList<>(List.of(item)));
            rows++;
        }
    }

    /** What was made of a product that was stored in this run. */
    private void addDerived(Entry entry) {
        if (!"stored".equals(entry.outcome())) {
            return;
        }
        Item item = Item.of(entry);
        addPicture(item);
        List<Item> made = stored.get(entry.parent());
        if (made != null && made.size() <= MOST_DERIVED && rows < MOST_ROWS) {
            made.add(item);
            rows++;
        }
    }

    private void addPicture(Item item) {
        if (item.isPicture()) {
            countPictures++;
            if (pictures.size() < MOST_PICTURES) {
                pictures.add(item);
            }
        }
    }

    /** Each a product and what was made of it. */
    List<List<Item>> stored() {
        return List.copyOf(stored.values());
    }

    long countStored() {
        return countStored;
    }

    List<Item> degraded() {
        return degraded;
    }

    long countDegraded() {
        return countDegraded;
    }

    List<Item> pictures() {
        return pictures;
    }

    long countPictures() {
        return countPictures;
    }

    Groups skipped() {
        return skipped;
    }

    Groups failed() {
        return failed;
    }

    Sky sky() {
        return sky;
    }

    /** Products that have not ended yet. */
    long open() {
        return open;
    }
}
