package io.camelopard.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.camelopard.flow.Camelopard.Role;
import io.camelopard.harvest.HarvestFile;
import io.camelopard.ledger.Entry;
import io.camelopard.ledger.Run;
import io.camelopard.testing.TestContent;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The real program in this process, with a home of its own, for harvests against local servers. */
final class Trial implements Closeable {
    private static final Duration LONG = Duration.ofMinutes(2);

    private final Path folder;
    private final Map<String, String> set = new LinkedHashMap<>();
    private Path base = Path.of("");
    private Camelopard running;

    private Trial(Path folder) {
        this.folder = folder;
        set("camelopard.network.allow", "127.0.0.0/8");
        set("camelopard.retry.attempts", "2");
        set("camelopard.retry.base", "20ms");
    }

    /** @param folder a fresh one; nothing is started yet */
    static Trial in(Path folder) {
        return new Trial(folder);
    }

    /** Before the start. */
    Trial set(String key, String value) {
        set.put(key, value);
        return this;
    }

    /** Another folder with routes. */
    Trial base(Path other) {
        base = other;
        return this;
    }

    Trial start() {
        running = Camelopard.start(settings(), Role.HARVEST);
        return this;
    }

    Settings settings() {
        return Settings.load(base, folder.resolve("config"), folder.resolve("home"), set);
    }

    Camelopard camelopard() {
        return running;
    }

    /** A harvest of URLs. */
    static String urls(List<String> urls) {
        return "description: a list\nsearch:\n  protocol: none\n  urls: "
                + urls.stream().map(url -> '"' + url + '"').collect(Collectors.joining(", ", "[", "]"))
                + "\nstore: {to: 'file:out'}\n";
    }

    /** A harvest of folders. */
    static String directories(List<String> urls) {
        return urls(urls) + "links: [{content_type: directory}]\n";
    }

    /** Starts a run and leaves it going. */
    Run begin(String name, String yaml) {
        try {
            Path file = Files.createDirectories(folder.resolve("harvests")).resolve(name + ".yaml");
            Files.writeString(file, yaml);
            return running.harvest(HarvestFile.load(file), List.of(), Optional.empty(), false)
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Run run(String name, String yaml) {
        return end(begin(name, yaml), LONG);
    }

    /** Waits for the end of a run. */
    Run end(Run run, Duration most) {
        await().atMost(most).pollInterval(Duration.ofMillis(20)).until(() -> now(run).state()
                .ended());
        return now(run);
    }

    Run now(Run run) {
        return running.ledger().runs().find(run.id()).orElseThrow();
    }

    /** The account of a run, folders left out. */
    List<Entry> entries(Run run) {
        List<Entry> all = new ArrayList<>();
        List<Entry> page;
        long after = 0;
        do {
            page = running.ledger().reports().entries(run.id(), after, 1000);
            all.addAll(page);
            after = page.isEmpty() ? after : page.get(page.size() - 1).product();
        } while (!page.isEmpty());
        return all;
    }

    /** For the end of a harvest whose rows are to be looked at and have no products. */
    static final String ROWS = "links: none\nstore: {to: 'file:out'}\ntable: {file: 'rows-{run}.csv'}\n";

    /** The rows of a run that ended with {@link #ROWS}, sorted, without a header; none where there is no table. */
    List<String> rows(Run run) {
        return lines(run).skip(1).sorted().toList();
    }

    /** One column of {@link #rows}. */
    List<String> rows(Run run, String column) {
        Optional<String> header = lines(run).findFirst();
        int index =
                header.map(names -> List.of(names.split(",")).indexOf(column)).orElse(0);
        return lines(run).skip(1).map(row -> row.split(",", -1)[index]).sorted().toList();
    }

    private Stream<String> lines(Run run) {
        return running.ledger().tables().of(run.id()).stream().flatMap(table -> {
            try {
                return Files.readAllLines(settings().store().resolve(table)).stream();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** The only product of a run. */
    Entry entry(Run run) {
        List<Entry> all = entries(run);
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    /** SHA-256 by path, of all that the store holds. */
    Map<String, String> store() {
        return digests(settings().store());
    }

    /** SHA-256 by path, of all files below a folder. */
    static Map<String, String> digests(Path root) {
        Map<String, String> digests = new TreeMap<>();
        for (Path file : files(root)) {
            digests.put(root.relativize(file).toString(), digest(file));
        }
        return digests;
    }

    static String digest(Path file) {
        try {
            return TestContent.sha256(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Path> files(Path root) {
        if (!Files.exists(root)) {
            return List.of();
        }
        try (Stream<Path> walk = Files.walk(root)) {
            return walk.filter(Files::isRegularFile).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is in staging beside the locks of those who use it. */
    List<Path> staged() {
        return staged(settings().home());
    }

    static List<Path> staged(Path home) {
        return files(home.resolve("staging")).stream()
                .filter(file -> !file.toString().endsWith(".lock"))
                .toList();
    }

    @Override
    public void close() {
        if (running != null) {
            running.close();
        }
    }
}
