package io.camelopard.cli;

import io.camelopard.testing.MisbehavingServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A program for {@link LossyLineTest}, which starts it in a network of its own: an archive with 50 ms to the first byte and
 * 20 MB/s a connection, and a harvest of it. Says the JSON of the harvest.
 */
final class LossyLine {
    private static final int FILES = 48;
    static final int LENGTH = 2880 * 1000;

    private LossyLine() {}

    public static void main(String[] args) {
        Path folder = Path.of(args[0]);
        try (MisbehavingServer archive = MisbehavingServer.start()) {
            archive.otherwise().fits(LENGTH).delay(Duration.ofMillis(50)).drip(20_000_000);
            List<String> urls = IntStream.range(0, FILES)
                    .mapToObj(i -> archive.url("/" + i + ".fits"))
                    .toList();
            System.exit(Main.run(
                    "harvest",
                    Home.harvest(folder, "line", urls).toString(),
                    "--json",
                    "--home",
                    folder.resolve("home").toString(),
                    "--set",
                    "camelopard.network.allow=127.0.0.0/8",
                    "--set",
                    "camelopard.transfers.perHost=8"));
        }
    }
}
