package io.camelopard.flow;

import io.camelopard.harvest.Refine;
import io.camelopard.ledger.Derived;
import io.camelopard.ledger.Stored;
import io.camelopard.transfer.Received;
import io.camelopard.transfer.Staged;
import io.camelopard.votable.TableFormat;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A fetched file on its way through the steps of {@code refine}: the file that the next step gets, what is to be stored in the
 * end, and what each step did. For one thread.
 */
final class Refined {
    /** Of which the others are named. */
    private static final String MAIN = "";

    private static final String DESCRIPTION = ".provenance.json";

    /**
     * A file to store.
     *
     * @param mark what its name has behind that of the main file, before the extension; empty for the main file
     * @param extension as it is stored; null for that of the main file
     * @param semantics of DataLink; null for those of its link
     * @param type a media type
     */
    record Item(
            String mark,
            @Nullable String extension,
            @Nullable String semantics,
            Staged staged,
            Received content,
            String type,
            Map<String, Object> headers) {
        boolean isMain() {
            return suffix().isEmpty();
        }

        /** What tells it from the other files that are made of its product. */
        String suffix() {
            return extension == null ? mark : mark + extension;
        }
    }

    private final Fetched original;
    private final List<RefineStep> steps;
    private final List<Item> items = new ArrayList<>();
    private final List<Map<String, String>> log = new ArrayList<>();
    private final List<Derived> places = new ArrayList<>();
    private int at;
    private int placed;
    private Item current;
    private Item added;
    private boolean unpacked;
    private @Nullable String converted;
    private @Nullable RuntimeException failure;

    Refined(Fetched original, String type, List<RefineStep> steps) {
        this.original = original;
        this.steps = List.copyOf(steps);
        this.current = new Item(MAIN, null, null, original.staged(), original.body(), type, new LinkedHashMap<>());
        this.added = current;
        this.unpacked = original.isCut();
        items.add(current);
    }

    /** Of which no step makes anything. */
    static Refined unchanged(Fetched fetched) {
        return new Refined(fetched, fetched.type().orElse(""), List.of());
    }

    /** As it was fetched. */
    Fetched original() {
        return original;
    }

    public boolean hasNext() {
        return failure == null && at < steps.size();
    }

    /** No further step is done. An exception that left a doCatch would pass by the error handlers of the route. */
    void fail(RuntimeException reason) {
        failure = reason;
    }

    /** Throws what a step failed with, if the product is not to be stored for that. */
    void check() {
        if (failure != null) {
            throw failure;
        }
    }

    RefineStep step() {
        return steps.get(at);
    }

    /** What the step gets. */
    Item current() {
        return step().ofAdded() ? added : current;
    }

    Item main() {
        return items.get(0);
    }

    void done(String detail) {
        next("done", detail);
    }

    /** The step has failed, and what depends on it is left out. */
    void giveUp(String reason) {
        Refine failed = step().spec();
        next("failed", reason);
        while (hasNext() && step().spec() == failed) {
            at++;
        }
    }

    private void next(String outcome, String detail) {
        Map<String, String> said = new LinkedHashMap<>();
        said.put("step", step().name());
        said.put(outcome, detail);
        log.add(said);
        at++;
    }

    /** The next step gets another file, which is stored in place of the one that this step got. */
    void replace(Staged staged, Received content, String type) {
        Refine spec = step().spec();
        if (current.isMain()) {
            unpacked |= spec instanceof Refine.Decompress || spec instanceof Refine.Cutout;
            converted = spec instanceof Refine.Convert convert
                    ? TableFormat.named(convert.to())
                            .map(TableFormat::extension)
                            .orElse(null)
                    : converted;
        }
        Item item = new Item(
                current.mark(), current.extension(), current.semantics(), staged, content, type, current.headers());
        items.set(items.indexOf(current), item);
        current = item;
    }

    /** The step made a file that is stored as well. */
    void add(Staged staged, Received content, String type) {
        RefineStep step = step();
        String mark = current().mark() + step.mark();
        String free = mark;
        for (int n = 2; isTaken(free, step.extension()); n++) {
            free = mark + "_" + n;
        }
        Item item = new Item(free, step.extension(), step.semantics(), staged, content, type, new LinkedHashMap<>());
        items.add(item);
        added = item;
        if (step.goesOn()) {
            current = item;
        }
    }

    /** A file about the main one, which is called after all of its name. */
    void describe(Staged staged, Received content) {
        items.add(new Item(MAIN, DESCRIPTION, "#documentation", staged, content, "application/json", Map.of()));
    }

    boolean isDescribed() {
        return items.stream().anyMatch(item -> DESCRIPTION.equals(item.extension()));
    }

    List<Item> items() {
        return List.copyOf(items);
    }

    /** What each step did. */
    List<Map<String, String>> log() {
        return List.copyOf(log);
    }

    private boolean isTaken(String mark, @Nullable String extension) {
        return items.stream()
                .anyMatch(item -> !item.isMain()
                        && item.mark().equals(mark)
                        && String.valueOf(item.extension()).equals(String.valueOf(extension)));
    }

    /** The extension of the main file as it is stored, from that of the file as it was fetched. */
    String extension(String fetched) {
        String own = unpacked ? plain(fetched) : fetched;
        return converted == null ? own : converted;
    }

    private static String plain(String extension) {
        return extension.replaceFirst("\\.(?:gz|Z|bz2|fz)$", "");
    }

    /** The path of a file beside the main one, whose path is given. */
    static String path(Item item, String main) {
        if (DESCRIPTION.equals(item.extension())) {
            return main + DESCRIPTION;
        }
        String extension = Naming.extension(main);
        String stem = main.substring(0, main.length() - extension.length());
        return stem + item.mark() + (item.extension() == null ? plain(extension) : item.extension());
    }

    /** What was made of the main file and has no path yet, in order. */
    List<Item> unreserved() {
        return List.copyOf(items.subList(1 + places.size(), items.size()));
    }

    /** The path of the first of those. */
    void reserved(Derived place) {
        places.add(place);
    }

    public boolean hasDerived() {
        return placed < places.size();
    }

    /** The next of them that is to get to its place. */
    Item derived() {
        return items.get(1 + placed);
    }

    Derived place() {
        return places.get(placed);
    }

    void placed() {
        placed++;
    }

    /** What was made of the main file, by its id in the ledger. */
    Map<Long, Stored> stored() {
        Map<Long, Stored> stored = new LinkedHashMap<>();
        for (int i = 0; i < placed; i++) {
            stored.put(places.get(i).id(), stored(items.get(1 + i)));
        }
        return stored;
    }

    private Stored stored(Item item) {
        Received content = item.content();
        return new Stored(content.bytes(), content.sha256(), null, item.type(), null, null, made(item));
    }

    /** Where that is. */
    List<String> paths() {
        return places.stream().map(Derived::path).toList();
    }

    /** What was done to a file and what its header says, as JSON. */
    String made(Item item) {
        Map<String, Object> made = new LinkedHashMap<>();
        if (item.isMain()) {
            made.put("steps", log);
        }
        made.put("headers", item.headers());
        return Json.write(made);
    }
}
