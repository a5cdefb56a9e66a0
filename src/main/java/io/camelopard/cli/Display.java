package io.camelopard.cli;

import io.camelopard.flow.Human;
import io.camelopard.ledger.Run;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * How far the runs are: one line that is written over on a terminal, a line now and then elsewhere, nothing with
 * {@code --json}. For one thread.
 */
final class Display {
    private static final Duration LINE_EVERY = Duration.ofSeconds(10);
    private static final String ERASE = "\r\u001b[2K";

    private final PrintStream out;
    private final boolean live;
    private final Instant started = Instant.now();
    private Instant lastLine = started;
    private String shown = "";

    private Display(PrintStream out, boolean live) {
        this.out = out;
        this.live = live;
    }

    static Display of(Common common, PrintStream out) {
        // Java 17 cannot tell what standard error is; the launcher can.
        boolean terminal = Boolean.getBoolean("camelopard.terminal") && !"dumb".equals(System.getenv("TERM"));
        return new Display(out, terminal && !common.json && !common.verbose);
    }

    /** Whether a line is written over, so that logs between would disturb. */
    boolean live() {
        return live;
    }

    void show(List<Run> runs) {
        if (live) {
            String line = line(runs);
            if (!line.equals(shown)) {
                out.print(ERASE + line);
                out.flush();
                shown = line;
            }
        } else if (Duration.between(lastLine, Instant.now()).compareTo(LINE_EVERY) >= 0) {
            lastLine = Instant.now();
            Lines.print(out, "%s", line(runs));
        }
    }

    void end() {
        if (live && !shown.isEmpty()) {
            out.print(ERASE);
            out.flush();
        }
    }

    private String line(List<Run> runs) {
        long rows = runs.stream().mapToLong(Run::rows).sum();
        long selected = runs.stream().mapToLong(Run::selected).sum();
        long done = runs.stream().mapToLong(Run::products).sum();
        long owed = done + runs.stream().mapToLong(Run::open).sum();
        long bytes = runs.stream().mapToLong(Run::bytes).sum();
        double seconds = Math.max(0.1, Duration.between(started, Instant.now()).toMillis() / 1000.0);
        // Nothing is fetched yet, so the folders may still show more, and a guess would be far off.
        String left = bytes == 0 || done == owed
                ? ""
                : ", about " + Human.time(Duration.ofSeconds((long) Math.ceil((owed - done) * seconds / done)))
                        + " left";
        if (rows == 0) {
            return "searching for %s".formatted(Human.time(Duration.ofSeconds((long) seconds)));
        }
        return "%s found, %,d selected · %,d of %s done · %s, %s/s%s"
                .formatted(
                        Human.count(rows, "row"),
                        selected,
                        done,
                        Human.count(owed, "product"),
                        Human.bytes(bytes),
                        Human.bytes((long) (bytes / seconds)),
                        left);
    }
}
