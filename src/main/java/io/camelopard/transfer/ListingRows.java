package io.camelopard.transfer;

import io.camelopard.FinalException;
import io.camelopard.transfer.Below.Child;
import io.camelopard.transfer.Listing.Entry;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.Evaluator;
import org.jsoup.select.Selector;
import org.jspecify.annotations.Nullable;

/** Makes entries of the finished elements of a listing: of table rows, and of links outside tables. */
final class ListingRows {
    private static final Pattern TITLE = Pattern.compile(
            "^\\s*(index of|directory (listing|of)|listing of|contents of)\\b.*", Pattern.CASE_INSENSITIVE);
    private static final Pattern SORT_LINK = Pattern.compile("\\?C=[NMSD](;|&|&amp;)O=[AD]|\\?[NMSD]=[AD]");

    private static final Evaluator CELLS = Selector.evaluatorOf("td");
    private static final Evaluator LINKS = Selector.evaluatorOf("a[href]");
    private static final Evaluator ICONS = Selector.evaluatorOf("img");

    /** Entries held back until it is sure that the page is a listing. */
    private static final int MAX_WAITING = 1000;

    private final Below below;
    private final long maxEntries;
    private final String where;
    private final Consumer<Entry> sink;
    private final List<Entry> waiting = new ArrayList<>();
    private boolean listing;
    private long count;
    private @Nullable Entry pending;

    ListingRows(Below below, long maxEntries, String where, Consumer<Entry> sink) {
        this.below = below;
        this.maxEntries = maxEntries;
        this.where = where;
        this.sink = sink;
    }

    /** @return whether what stands before this element is done with */
    boolean take(Element element) {
        switch (element.normalName()) {
            case "title", "h1" -> listing |= TITLE.matcher(element.text()).matches();
            case "tr" -> row(element);
            case "a" -> {
                if (!isInside(element, "tr")) {
                    link(element);
                }
            }
            default -> {
                return !isInside(element, "tr") && !isInside(element, "a");
            }
        }
        return !isInside(element, "tr");
    }

    private static boolean isInside(Element element, String name) {
        for (Element parent = element.parent(); parent != null; parent = parent.parent()) {
            if (parent.normalName().equals(name)) {
                return true;
            }
        }
        return false;
    }

    private void row(Element row) {
        if (isInside(row, "tr")) {
            return;
        }
        StringBuilder cells = new StringBuilder();
        row.select(CELLS).forEach(cell -> {
            if (cell.selectFirst(LINKS) == null) {
                cells.append(' ').append(cell.text());
            }
        });
        boolean icon = isFolder(row.selectFirst(ICONS));
        row.select(LINKS).forEach(link -> offer(link.attr("href"), icon, Columns.of(cells.toString())));
    }

    private void link(Element link) {
        if (!link.hasAttr("href")) {
            return;
        }
        StringBuilder text = new StringBuilder();
        for (Node node = link.nextSibling(); node instanceof TextNode after; node = node.nextSibling()) {
            text.append(after.getWholeText());
        }
        Element before = link.previousElementSibling();
        boolean icon = isFolder(link.selectFirst(ICONS))
                || (before != null && before.normalName().equals("img") && isFolder(before));
        offer(link.attr("href"), icon, Columns.of(text.toString()));
    }

    private static boolean isFolder(@Nullable Element icon) {
        if (icon == null) {
            return false;
        }
        String alt = icon.attr("alt").toUpperCase(Locale.ROOT);
        String source = icon.attr("src").toLowerCase(Locale.ROOT);
        return alt.contains("DIR") || source.contains("folder") || source.contains("/dir.");
    }

    private void offer(String reference, boolean folderIcon, Columns columns) {
        Optional<Child> child = below.child(reference);
        if (child.isEmpty()) {
            listing |= SORT_LINK.matcher(reference).find() || below.isParent(reference);
            return;
        }
        Entry entry = entry(child.get(), folderIcon, columns);
        Entry last = pending;
        if (last != null && last.name().equals(entry.name())) {
            pending = merged(last, entry);
            return;
        }
        flush();
        pending = entry;
    }

    /** The icon is a link too: it tells the kind, date and size stand after the second. */
    private static Entry merged(Entry icon, Entry name) {
        Entry told = name.shown().isEmpty() ? icon : name;
        Entry kind = icon.directory() ? icon : name;
        return new Entry(
                name.name(),
                kind.url(),
                kind.directory(),
                kind.directory() ? null : told.size(),
                told.modified(),
                told.shown());
    }

    private static Entry entry(Child child, boolean folderIcon, Columns columns) {
        boolean directory = child.slash() || folderIcon;
        URI url = directory && !child.slash() ? URI.create(child.url() + "/") : child.url();
        return new Entry(
                child.name(), url, directory, directory ? null : columns.size(), columns.modified(), columns.shown());
    }

    private void flush() {
        Entry entry = pending;
        pending = null;
        if (entry == null) {
            return;
        }
        if (++count > maxEntries) {
            throw new FinalException(where + ": the listing has more than the " + maxEntries + " entries allowed");
        }
        waiting.add(entry);
        if (!listing && waiting.size() > MAX_WAITING) {
            throw notAListing();
        }
        if (listing) {
            waiting.forEach(sink);
            waiting.clear();
        }
    }

    void end() {
        flush();
        if (!listing) {
            throw notAListing();
        }
        waiting.forEach(sink);
        waiting.clear();
    }

    private FinalException notAListing() {
        return new FinalException(
                where + ": is an HTML page but not a directory listing (no \"Index of\", no link to the "
                        + "folder above, no sort links)");
    }
}
