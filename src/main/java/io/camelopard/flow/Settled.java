package io.camelopard.flow;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.component.file.GenericFile;
import org.apache.camel.component.file.GenericFileFilter;

/**
 * Lets a dropped file through when its size and time have not changed for a while. All files settle at the same time,
 * where Camel's {@code readLock=changed} waits for one after the other.
 */
final class Settled implements GenericFileFilter<Object> {
    private final Duration settle;
    private final Clock clock;
    private final Map<String, Seen> seen = new HashMap<>();

    Settled(Duration settle, Clock clock) {
        this.settle = settle;
        this.clock = clock;
    }

    private record Seen(long size, long modified, Instant since, Instant last) {
        boolean same(GenericFile<Object> file) {
            return size == file.getFileLength() && modified == file.getLastModified();
        }
    }

    @Override
    public synchronized boolean accept(GenericFile<Object> file) {
        String name = file.getFileNameOnly();
        if (file.isDirectory() || name.startsWith(".") || name.endsWith(".part") || name.endsWith(".tmp")) {
            return false;
        }
        Instant now = clock.instant();
        forgetGone(now);
        Seen before = seen.get(name);
        Instant since = before != null && before.same(file) ? before.since() : now;
        seen.put(name, new Seen(file.getFileLength(), file.getLastModified(), since, now));
        return Duration.between(since, now).compareTo(settle) >= 0;
    }

    private void forgetGone(Instant now) {
        if (seen.size() > 1000) {
            seen.values().removeIf(s -> Duration.between(s.last(), now).compareTo(Duration.ofMinutes(10)) > 0);
        }
    }
}
