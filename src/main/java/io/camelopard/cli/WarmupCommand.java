package io.camelopard.cli;

import io.camelopard.cli.demo.DemoArchive;
import io.camelopard.harvest.Harvest;
import io.camelopard.harvest.HarvestFile;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Runs a small harvest of the demo archive in a folder of its own, so that the launcher can make a class-data archive of it. */
@Command(name = "warmup", hidden = true, description = "Loads the program and ends.")
final class WarmupCommand implements Callable<Integer> {
    @Mixin
    private Common common = new Common();

    @Override
    public Integer call() throws IOException, InterruptedException {
        Logs.quiet();
        Path home = Files.createTempDirectory("camelopard-warmup");
        Harvest harvest = HarvestFile.load(common.configFolder().resolve("harvests/nustar-3c105.yaml"));
        common.home = home;
        common.config =
                home; // what an operator has configured, such as a port, is for the command that is started besides
        try (DemoArchive archive = DemoArchive.start()) {
            return new Session(common, nowhere(), nowhere())
                    .harvest(common.settings(archive.settings()), List.of(harvest), List.of(), Optional.of(1L), false);
        } finally {
            delete(home);
        }
    }

    private static PrintStream nowhere() {
        return new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
