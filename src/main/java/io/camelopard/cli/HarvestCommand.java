package io.camelopard.cli;

import io.camelopard.MisuseException;
import io.camelopard.harvest.Harvest;
import io.camelopard.harvest.HarvestFile;
import io.camelopard.vo.Protocol;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code camelopard harvest NAME|FILE …} */
@Command(
        name = "harvest",
        description = "Runs harvests now, shows progress, and ends.",
        mixinStandardHelpOptions = true)
final class HarvestCommand implements Callable<Integer> {
    @Mixin
    private Common common = new Common();

    @Parameters(
            arity = "1..*",
            paramLabel = "NAME|FILE",
            description = "a harvest of config/harvests by name, or a harvest file")
    private List<String> harvests = List.of();

    @Option(
            names = "--target",
            paramLabel = "T",
            description = "a name or \"ra dec\" in place of the harvest's targets; may be repeated")
    private List<String> targets = new ArrayList<>();

    @Option(names = "--limit", paramLabel = "N", description = "rows to select at most, of each target")
    private @Nullable Long limit;

    @Option(names = "--dry-run", description = "finds and chooses, shows what would be fetched, and fetches nothing")
    private boolean dryRun;

    @Override
    public Integer call() throws InterruptedException {
        if (limit != null && limit < 1) {
            throw new MisuseException("--limit %d: expected a whole number above 0".formatted(limit));
        }
        List<Harvest> loaded = harvests.stream().map(this::load).toList();
        if (!targets.isEmpty() && loaded.stream().anyMatch(h -> h.protocol() == Protocol.NONE)) {
            throw new MisuseException("--target: a harvest with protocol none has no targets");
        }
        return new Session(common, System.out, System.err)
                .harvest(common.settings(Map.of()), loaded, targets, Optional.ofNullable(limit), dryRun);
    }

    /** A name without a slash and an ending is one of config/harvests; all else is a file. */
    private Harvest load(String nameOrFile) {
        Path folder = common.configFolder().resolve("harvests");
        for (String ending : List.of(".yaml", ".yml")) {
            Path file = folder.resolve(nameOrFile + ending);
            if (!nameOrFile.contains("/") && Files.exists(file)) {
                return HarvestFile.load(file);
            }
        }
        Path file = Path.of(nameOrFile);
        if (!Files.exists(file)) {
            throw new MisuseException("there is no harvest '%s' in %s, and no such file".formatted(nameOrFile, folder));
        }
        return HarvestFile.load(file);
    }
}
