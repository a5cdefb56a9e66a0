package io.camelopard.web;

import io.camelopard.MisuseException;
import io.camelopard.flow.Human;
import io.camelopard.harvest.HarvestFile;
import io.camelopard.ledger.Run;
import io.camelopard.ledger.RunState;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The beginning of a report: which run it is, how it stands, and its figures. */
final class Heading {
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "d MMMM uuuu, HH:mm:ss 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private final Html page;
    private final Run run;
    private final Account account;
    private final Instant now;

    Heading(Html page, Run run, Account account, Instant now) {
        this.page = page;
        this.run = run;
        this.account = account;
        this.now = now;
    }

    static String date(Instant time) {
        return DATE.format(time);
    }

    void write() {
        page.open("header");
        page.element("p", "Camelopard · report of a run", "class", "brand");
        page.element("h1", run.harvest());
        String description = description();
        if (!description.isEmpty()) {
            page.element("p", description, "class", "lead");
        }
        facts();
        notes();
        tiles();
        bar();
        page.close();
    }

    private String description() {
        try {
            return Masked.text(
                    HarvestFile.parse(run.harvest() + ".yaml", run.yaml()).description());
        } catch (MisuseException e) {
            return ""; // one of another version; it is shown as it is
        }
    }

    private void facts() {
        page.open("p", "class", "facts");
        page.element("span", run.state().name().toLowerCase(Locale.ROOT), "class", "state " + mood());
        page.element("time", date(run.booked()), "datetime", run.booked().toString());
        page.element("span", run.state().ended() ? "took " + time() : time() + " so far");
        page.element("span", "started by " + trigger());
        page.open("span").text("run ").element("code", run.id()).close();
        page.close();
    }

    private String mood() {
        if (run.state() == RunState.FAILED) {
            return "failed";
        } else if (!run.state().ended()) {
            return "going";
        }
        return run.failed() > 0 || run.targetsFailed() > 0 ? "degraded" : "stored";
    }

    private String trigger() {
        return switch (run.trigger()) {
            case COMMAND -> "a command";
            case SCHEDULE -> "its schedule";
            case INBOX -> "the drop folder";
            case JMX -> "JMX";
        };
    }

    private Duration duration() {
        Instant end = run.ended() == null ? now : run.ended();
        Duration duration = Duration.between(run.booked(), end);
        return duration.isNegative() ? Duration.ZERO : duration;
    }

    private String time() {
        double seconds = duration().toMillis() / 1000.0;
        return seconds < 10 ? "%.1f s".formatted(seconds) : Human.time(duration());
    }

    private void notes() {
        if (!run.state().ended()) {
            String open = Human.count(account.open(), "product has", "products have") + " not ended yet";
            page.element(
                    "p",
                    "This run is still going on: %s. The figures are those of %s.".formatted(open, date(now)),
                    "class",
                    "note going");
        }
        if (run.error() != null) {
            page.open("div", "class", "note failed", "role", "alert");
            page.element("strong", run.state() == RunState.FAILED ? "The search failed" : "Not all went well");
            page.open("p").lines(Masked.text(run.error())).close().close();
        }
        if (run.overflow()) {
            page.element("p", "A service said that its answer was truncated: there is more.", "class", "note degraded");
        }
    }

    private void tiles() {
        page.open("ul", "class", "tiles");
        tile("rows", count(run.rows()), "rows found", "");
        tile("selected", count(run.selected()), "selected", "");
        tile("products", count(run.products()), "products", "");
        tile("stored", count(run.stored()), "stored", "stored");
        tile("skipped", count(run.skipped()), "skipped", "skipped");
        tile("failed", count(run.failed()), "failed", "failed");
        tile("degraded", count(run.degraded()), "degraded", "degraded");
        tile("bytes", Human.bytes(run.bytes()), "stored bytes", "");
        tile("seconds", time(), run.state().ended() ? "duration" : "so far", "");
        tile("rate", rate(), "mean rate", "");
        page.close();
    }

    private static String count(long n) {
        return String.format(Locale.ROOT, "%,d", n);
    }

    private String rate() {
        long ms = Math.max(1, duration().toMillis());
        return Human.bytes(Math.round(run.bytes() * 1000.0 / ms)) + "/s";
    }

    private void tile(String name, String value, String label, String section) {
        boolean zero = value.equals("0");
        page.open("li", "class", "tile " + name + (zero ? " zero" : ""));
        boolean link = !section.isEmpty() && !zero;
        page.open(link ? "a" : "div", link ? new String[] {"href", "#" + section} : new String[0]);
        page.element("b", value).element("span", label);
        page.close().close();
    }

    private void bar() {
        page.open("div", "class", "bar", "aria-hidden", "true");
        part("stored", account.countStored());
        part("skipped", account.skipped().count());
        part("failed", account.failed().count());
        part("open", account.open());
        page.close();
    }

    private void part(String type, long n) {
        if (n > 0) {
            page.open("i", "class", type, "style", "flex-grow:" + n).close();
        }
    }
}
