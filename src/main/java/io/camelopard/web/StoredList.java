package io.camelopard.web;

import io.camelopard.flow.Human;
import java.util.List;

/** What a run has stored, and below each what was made of it. */
final class StoredList {
    private static final int DIGEST = 12;

    private final Html page;

    StoredList(Html page) {
        this.page = page;
    }

    void write(Account account) {
        page.open("section", "id", "stored").open("h2").text("Stored ");
        page.element("small", "%,d".formatted(account.countStored())).close();
        if (account.countStored() == 0) {
            page.element("p", "Nothing was stored in this run.", "class", "more")
                    .close();
            return;
        }
        page.open("table").open("thead").open("tr");
        for (String name : List.of("File", "Size", "Semantics", "SHA-256")) {
            page.element("th", name, "scope", "col");
        }
        page.close().close().open("tbody");
        long listed = 0;
        for (List<Item> product : account.stored()) {
            row(product.get(0), false);
            product.subList(1, product.size()).forEach(item -> row(item, true));
            listed++;
        }
        page.close().close();
        more(page, account.countStored() - listed);
        page.close();
    }

    /** Says how many are not listed. */
    static void more(Html page, long n) {
        if (n > 0) {
            page.element("p", "and %,d more".formatted(n), "class", "more");
        }
    }

    /** A path with its last part set off. */
    static void path(Html page, String place) {
        int slash = place.lastIndexOf('/') + 1;
        page.open("span", "class", "path");
        page.element("span", place.substring(0, slash), "class", "folder");
        page.text(place.substring(slash)).close();
    }

    private void row(Item item, boolean derived) {
        page.open("tr", "class", derived ? "derived" : "product");
        page.open("td", "class", "file");
        path(page, item.place().isEmpty() ? item.name() : item.place());
        if (!derived) {
            page.open("div", "class", "from").url(item.url()).close();
        }
        details(item);
        page.close();
        page.element("td", Human.bytes(item.bytes()), "class", "size");
        page.open("td", "class", "what").text(item.semantics());
        if (item.alternative() > 0) {
            page.text(" ").element("span", "alternative " + (item.alternative() + 1), "class", "badge degraded");
        }
        page.close().open("td", "class", "digest");
        page.element(
                "code",
                item.sha256().substring(0, Math.min(DIGEST, item.sha256().length())),
                "title",
                item.sha256());
        page.close().close();
    }

    private void details(Item item) {
        if (!item.headers().isEmpty()) {
            page.open("ul", "class", "values");
            item.headers()
                    .forEach((name, value) ->
                            page.open("li").element("b", name).text(" " + value).close());
            page.close();
        }
        if (!item.steps().isEmpty()) {
            page.open("ul", "class", "steps");
            item.steps().forEach(step -> page.element("li", step));
            page.close();
        }
    }
}
