package io.camelopard.web;

import io.camelopard.flow.Settings;
import io.camelopard.flow.StoredFiles;
import io.camelopard.ledger.Ledger;
import io.camelopard.ledger.Run;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * The report of a run as one HTML page that needs nothing from elsewhere and runs nothing: what was asked for, found and stored;
 * what was not, and why; pictures, and a map of the sky. How long it is does not depend on how large the run is. For one thread.
 */
public final class Report {
    private static final String POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

    private final Ledger ledger;
    private final StoredFiles files;

    /** @param files where pictures are read; closed by who made it */
    public Report(Ledger ledger, StoredFiles files) {
        this.ledger = ledger;
        this.files = files;
    }

    /**
     * Writes the page as the ledger is now.
     *
     * @param out is not closed
     */
    public void write(Run run, OutputStream out) throws IOException {
        Account account = Account.of(ledger, run.id());
        // Of a run that goes on, the account is read by now.
        Run now = ledger.runs().find(run.id()).orElse(run);
        Writer writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
        try {
            write(now, account, new Html(writer));
        } catch (UncheckedIOException e) {
            throw new IOException(e.getMessage(), e);
        }
        writer.flush();
    }

    private void write(Run run, Account account, Html page) throws IOException {
        Instant time = ledger.now();
        page.doctype().open("html", "lang", "en");
        head(page, run);
        page.open("body");
        new Heading(page, run, account, time).write();
        page.open("main");
        new Asked(page, run, ledger.tables().of(run.id())).write(account.sky());
        new ContactSheet(page, files).write(account);
        new ReasonList(page).write(account);
        new StoredList(page).write(account);
        page.close();
        page.open("footer");
        page.element("p", "Written by Camelopard %s on %s.".formatted(Settings.version(), Heading.date(time)));
        page.close().close().close();
    }

    private static void head(Html page, Run run) throws IOException {
        page.open("head");
        page.empty("meta", "charset", "utf-8");
        page.empty("meta", "http-equiv", "Content-Security-Policy", "content", POLICY);
        page.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
        page.empty("meta", "name", "color-scheme", "content", "light dark");
        page.empty("meta", "name", "referrer", "content", "no-referrer");
        page.element("title", "%s, run %s".formatted(run.harvest(), run.id()));
        page.style(css());
        page.close();
    }

    private static String css() throws IOException {
        try (InputStream in = Report.class.getResourceAsStream("report.css")) {
            if (in == null) {
                throw new IllegalStateException("report.css is missing from the program");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
