package io.camelopard.web;

import io.camelopard.flow.Human;
import io.camelopard.ledger.Better;
import io.camelopard.web.Groups.Group;
import java.util.List;

/** Why products failed, were skipped, or are not the best there is. */
final class ReasonList {
    /** So many products of a group are seen at once. */
    private static final int FEW = 5;

    private final Html page;

    ReasonList(Html page) {
        this.page = page;
    }

    void write(Account account) {
        groups("failed", "Failed, and why", account.failed());
        degraded(account);
        groups("skipped", "Skipped, and why", account.skipped());
    }

    private void begin(String id, String title, long count) {
        page.open("section", "id", id).open("h2").text(title + " ");
        page.element("small", "%,d".formatted(count)).close();
    }

    private void groups(String id, String title, Groups groups) {
        if (groups.count() == 0) {
            return;
        }
        begin(id, title, groups.count());
        groups.largest().forEach(group -> group(id, group));
        page.close();
    }

    private void group(String id, Group group) {
        page.open("article", "class", "reason " + id);
        page.open("h3").element("b", "%,d".formatted(group.count())).text(" ");
        if (!group.failure().isEmpty()) {
            page.element("span", group.failure(), "class", "badge").text(" ");
        }
        page.text(group.title()).close();
        List<Item> items = group.items();
        boolean few = items.size() <= FEW;
        page.open("details", few ? new String[] {"open", ""} : new String[0]);
        page.element("summary", Human.count(group.count(), "product"));
        page.open("ul");
        items.forEach(item -> item(item, group));
        page.close();
        StoredList.more(page, group.count() - items.size());
        page.close().close();
    }

    private void item(Item item, Group group) {
        page.open("li");
        name(item);
        if (!group.failure().isEmpty()) {
            page.text(" ").element("small", "after " + Human.count(item.attempts(), "attempt"));
        }
        String detail = Groups.detail(item);
        if (!detail.equals(group.title())) {
            page.element("p", detail);
        }
        page.close();
    }

    private void name(Item item) {
        if (!item.url().isEmpty() && !item.name().startsWith(Masked.url(item.url()))) {
            page.element("span", item.place().isEmpty() ? item.name() : item.place(), "class", "path")
                    .text(" ");
        }
        if (!item.url().isEmpty()) {
            page.url(item.url());
        } else if (item.place().isEmpty()) {
            page.element("span", item.name(), "class", "path");
        }
    }

    private void degraded(Account account) {
        if (account.countDegraded() == 0) {
            return;
        }
        begin("degraded", "Degraded, and why", account.countDegraded());
        page.open("article", "class", "reason degraded").open("ul");
        for (Item item : account.degraded()) {
            page.open("li");
            StoredList.path(page, item.place());
            page.text(" ").element("small", "alternative " + (item.alternative() + 1));
            item.better().forEach(this::better);
            page.close();
        }
        page.close();
        StoredList.more(page, account.countDegraded() - account.degraded().size());
        page.close().close();
    }

    private void better(Better better) {
        page.open("p").text("not alternative %d: ".formatted(better.alternative() + 1));
        page.text(better.reason()).close();
    }
}
