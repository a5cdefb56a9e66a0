package io.camelopard.ledger;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running processes. Each holds a lock on a file of its own, which the system takes away when it dies, however it dies; of
 * processes on other machines only the heartbeat is known.
 */
final class Instances {
    private static final Logger LOG = LoggerFactory.getLogger(Instances.class);

    // POSIX drops a process's lock when it closes any channel on the file: we never look at a file that this process
    // holds.
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    // Between making a lock file and locking it.
    private static final long JUST_MADE_MS = 1000;

    private final Database database;
    private final Duration lease;
    private final String id = Digests.random(8);
    private final String host;
    private final Path file;
    private final FileChannel channel;
    private volatile int places;
    private volatile int placesOfOthers;

    Instances(Database database, Path home, Duration lease) throws IOException {
        this.database = database;
        this.lease = lease;
        this.host = hostName();
        Path folder = home.toAbsolutePath().normalize().resolve("staging").resolve("instances");
        Files.createDirectories(folder);
        file = folder.resolve(id + ".lock");
        HELD.add(file);
        channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        FileLock lock = channel.lock();
        LOG.debug("instance.start id={} lock={}", id, lock.isValid());
        heartbeat();
        sweep(folder);
    }

    /** Deletes the lock files of processes that died before they were in the ledger. */
    private void sweep(Path folder) throws IOException {
        long recently = System.currentTimeMillis() - JUST_MADE_MS;
        try (DirectoryStream<Path> locks = Files.newDirectoryStream(folder, "*.lock")) {
            for (Path lock : locks) {
                boolean old = Files.getLastModifiedTime(lock).toMillis() < recently;
                if (old && !HELD.contains(lock) && obtainable(lock)) {
                    Files.deleteIfExists(lock);
                }
            }
        } catch (NoSuchFileException e) {
            LOG.debug("instance.sweep folder={} another process was faster", folder, e);
        }
    }

    String id() {
        return id;
    }

    void heartbeat() {
        beat();
        List<Other> others = database.read(tx -> tx.query("select * from instance where id <> ?", Other::of, id));
        long earliest = others.isEmpty() ? 0 : database.read(this::earliest);
        int free = 0;
        for (Other other : others) {
            if (dead(other, earliest)) {
                bury(other);
            } else {
                free += other.places();
            }
        }
        placesOfOthers = free;
    }

    /** As many products this process takes at a time from a queue that it shares. */
    void take(int products) {
        places = products;
        beat();
    }

    /** As many the other ones take, as far as was known at the last heartbeat. */
    int placesOfOthers() {
        return placesOfOthers;
    }

    /** Gives back what this process leased, and the runs that it owned; where that fails, others take them from a dead one. */
    void leave() {
        try {
            database.write(tx -> free(tx, id));
            unlock();
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.debug("instance.end id={} error={}", id, e.toString());
        } finally {
            unlock();
            HELD.remove(file);
        }
    }

    private void unlock() {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("instance.unlock id={} error={}", id, e.toString());
        }
    }

    private void beat() {
        String sql = """
                insert into instance (id, host, pid, lock_file, started, seen, places) values (?, ?, ?, ?, ?, ?, ?)
                on conflict (id) do update set seen = excluded.seen, places = excluded.places
                """;
        long pid = ProcessHandle.current().pid();
        database.write(tx -> tx.update(sql, id, host, pid, file.toString(), tx.now(), tx.now(), places));
    }

    /** Who lives has been seen since. */
    private long earliest(Tx tx) throws SQLException {
        long silence = 2 * lease.toMillis();
        return tx.now() - silence < tx.upSince() ? 0 : tx.now() - silence;
    }

    private boolean dead(Other other, long earliest) {
        Path lock = Path.of(other.lockFile());
        if (HELD.contains(lock)) {
            return false;
        } else if (other.host().equals(host) && Files.exists(lock)) {
            return obtainable(lock);
        }
        return other.seen() < earliest;
    }

    private static boolean obtainable(Path file) {
        try (FileChannel open = FileChannel.open(file, StandardOpenOption.WRITE);
                FileLock lock = open.tryLock()) {
            return lock != null;
        } catch (OverlappingFileLockException | IOException e) {
            LOG.debug("instance.look file={} error={}", file, e.toString());
            return false;
        }
    }

    private void bury(Other other) {
        int freed = database.write(tx -> free(tx, other.id()));
        LOG.warn("instance.dead id={} host={} leases={}", other.id(), other.host(), freed);
        try {
            if (other.host().equals(host)) {
                Files.deleteIfExists(Path.of(other.lockFile()));
            }
        } catch (IOException e) {
            LOG.debug("instance.dead id={} error={}", other.id(), e.toString());
        }
    }

    private record Other(String id, String host, String lockFile, long seen, int places) {
        static Other of(ResultSet r) throws SQLException {
            return new Other(
                    r.getString("id"),
                    r.getString("host"),
                    r.getString("lock_file"),
                    r.getLong("seen"),
                    r.getInt("places"));
        }
    }

    private static int free(Tx tx, String id) throws SQLException {
        // That a process died is no attempt of the product's.
        String leases = """
                update product set state = 'owed', owner = null, token = null, lease_until = null,
                  attempts = case when state = 'fetching' then attempts - 1 else attempts end
                where lease_until is not null and owner = ?
                """;
        // What another run waits for as well is that run's to fetch, since this one may have nobody left.
        String shared = """
                update product set run_id = (
                  select min(b.run_id) from booking b join run r on r.id = b.run_id
                  where b.product_id = product.id and b.outcome is null and r.owner <> ?)
                where state = 'owed' and run_id in (
                  select id from run where owner = ? and state in ('discovering', 'fetching'))
                and exists (
                  select 1 from booking b join run r on r.id = b.run_id
                  where b.product_id = product.id and b.outcome is null and r.owner <> ?)
                """;
        String discovering = "update run set state = 'booked' where owner = ? and state = 'discovering'";
        String orphaned =
                "update run set owner = null where owner = ? and state in ('booked', 'discovering', 'fetching')";
        int freed = tx.update(leases, id);
        tx.update("update leaving set owner = null where owner = ?", id);
        tx.update("update upload set owner = null where owner = ?", id);
        tx.update(shared, id, id, id);
        tx.update(discovering, id);
        tx.update(orphaned, id);
        tx.update("delete from instance where id = ?", id);
        return freed;
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            LOG.debug("instance.host error={}", e.toString());
            return "localhost";
        }
    }
}
