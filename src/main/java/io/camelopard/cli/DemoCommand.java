package io.camelopard.cli;

import io.camelopard.cli.demo.DemoArchive;
import io.camelopard.cli.demo.Pace;
import io.camelopard.harvest.Harvest;
import io.camelopard.harvest.HarvestFile;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code camelopard demo} */
@Command(
        name = "demo",
        description = "Runs the 3C 105 harvest against an archive that Camelopard itself serves; needs no network.",
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
    @Mixin
    private Common common = new Common();

    @Option(
            names = "--delay",
            hidden = true,
            paramLabel = "MS",
            defaultValue = "0",
            description = "milliseconds before each answer of the archive")
    private long delay;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Harvest harvest = HarvestFile.load(common.configFolder().resolve("harvests/nustar-3c105.yaml"));
        Pace pace = delay == 0 ? Pace.unlimited() : new Pace(Duration.ofMillis(delay), 0);
        try (DemoArchive archive = DemoArchive.start(pace)) {
            if (!common.json) {
                Lines.print(System.out, "demo archive at %s; harvest %s", archive.base(), harvest.file());
            }
            return new Session(common, System.out, System.err)
                    .harvest(common.settings(archive.settings()), List.of(harvest), List.of(), Optional.empty(), false);
        }
    }
}
