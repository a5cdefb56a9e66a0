package io.camelopard.ledger;

import io.camelopard.FinalException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The database of runs and products, and this process's place in it. The one way into the package: what can be done stands in
 * the parts below, all of them thread-safe, as this is. Closing it gives back what this process had leased.
 *
 * <p>While the disk of the database is full, whoever writes waits, until there is room or {@link #hurry} is called.
 *
 * <p>Whatever fails here is a {@link io.camelopard.TransientException} (the database is busy, full or away) or a
 * {@link io.camelopard.FinalException}.
 */
public final class Ledger implements Closeable {
    private final Database database;
    private final Instances instances;
    private final Runs runs;
    private final Targets targets;
    private final Watermarks watermarks;
    private final Jobs jobs;
    private final Inbox inbox;
    private final Booking booking;
    private final Feed feed;
    private final Settlement settlement;
    private final Leaving leaving;
    private final Uploads uploads;
    private final Ready ready;
    private final Reports reports;
    private final Audit audit;
    private final Tables tables;

    /**
     * Where the ledger is.
     *
     * @param url of a PostgreSQL database; null is {@code HOME/ledger.db}
     * @param lease how long an offer or a claim is good without being extended
     */
    public record Settings(
            Path home,
            @Nullable String url,
            @Nullable String username,
            @Nullable String password,
            Duration lease) {
        public static Settings in(Path home) {
            return new Settings(home, null, null, null, Duration.ofMinutes(1));
        }

        @Override
        public String toString() {
            return "Settings[home=" + home + ", lease=" + lease + "]";
        }
    }

    private Ledger(Database database, Settings settings) throws IOException {
        this.database = database;
        instances = new Instances(database, settings.home(), settings.lease());
        runs = new Runs(database, instances);
        targets = new Targets(database);
        watermarks = new Watermarks(database);
        jobs = new Jobs(database);
        inbox = new Inbox(database, instances.id());
        booking = new Booking(database, instances.id());
        feed = new Feed(database, instances.id(), settings.lease());
        settlement = new Settlement(database);
        leaving = new Leaving(database, instances.id());
        uploads = new Uploads(database, instances.id());
        ready = new Ready(database);
        reports = new Reports(database);
        audit = new Audit(database, instances.id());
        tables = new Tables(database);
    }

    /** Opens the database, makes or migrates its tables, and enters this process as an instance. */
    public static Ledger open(Settings settings) {
        return open(settings, null);
    }

    /** @param clock instead of the database's own, for tests */
    static Ledger open(Settings settings, @Nullable Clock clock) {
        Database database = null;
        try {
            Files.createDirectories(settings.home());
            String url = settings.url() != null
                    ? settings.url()
                    : "jdbc:sqlite:" + settings.home().resolve("ledger.db");
            Dialect dialect = Dialect.of(url);
            if (dialect == Dialect.SQLITE) {
                NativeLibrary.load();
            }
            new Migration(url, dialect, Database.properties(dialect, settings.username(), settings.password())).run();
            database = new Database(url, settings.username(), settings.password(), clock);
            return new Ledger(database, settings);
        } catch (IOException e) {
            if (database != null) {
                database.close();
            }
            throw new FinalException("ledger: cannot be opened in " + settings.home() + ": " + e, e);
        }
    }

    /** This process in the ledger; {@code owner} of what it has leased. */
    public String instance() {
        return instances.id();
    }

    /** The time by which leases and {@code not_before} go: the database's. */
    public Instant now() {
        return database.read(tx -> Instant.ofEpochMilli(tx.now()));
    }

    /** Says that this process is alive, and frees what dead ones held. To be called several times a lease. */
    public void heartbeat() {
        instances.heartbeat();
    }

    /** Says how many products this process takes at a time from a queue that it shares with others. */
    public void take(int products) {
        instances.take(products);
    }

    /** How many the others take that live. */
    public int placesOfOthers() {
        return instances.placesOfOthers();
    }

    public Runs runs() {
        return runs;
    }

    public Targets targets() {
        return targets;
    }

    public Watermarks watermarks() {
        return watermarks;
    }

    public Jobs jobs() {
        return jobs;
    }

    public Inbox inbox() {
        return inbox;
    }

    public Booking booking() {
        return booking;
    }

    public Feed feed() {
        return feed;
    }

    public Settlement settlement() {
        return settlement;
    }

    public Leaving leaving() {
        return leaving;
    }

    public Uploads uploads() {
        return uploads;
    }

    public Ready ready() {
        return ready;
    }

    public Reports reports() {
        return reports;
    }

    public Audit audit() {
        return audit;
    }

    public Tables tables() {
        return tables;
    }

    /** This process stops: what is to be written fails from now on where there is no room for it, instead of waiting. */
    public void hurry() {
        database.hurry();
    }

    Database database() {
        return database;
    }

    @Override
    public void close() {
        try {
            instances.leave();
        } finally {
            database.close();
        }
    }
}
