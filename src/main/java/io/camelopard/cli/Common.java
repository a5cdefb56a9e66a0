package io.camelopard.cli;

import io.camelopard.MisuseException;
import io.camelopard.flow.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that all commands take. */
final class Common {
    @Option(
            names = "--home",
            paramLabel = "DIR",
            defaultValue = "data",
            description = "data folder with store, ledger, inbox and staging (default: ${DEFAULT-VALUE})")
    Path home = Path.of("data");

    @Option(
            names = "--config",
            paramLabel = "DIR",
            description = "configuration folder with application.properties and harvests/ (default: the program's)")
    @Nullable Path config;

    @Option(
            names = "--set",
            paramLabel = "key=value",
            description = "sets a configuration key for this run; may be repeated")
    Map<String, String> set = new LinkedHashMap<>();

    @Option(names = "--json", description = "prints JSON on standard output, a line each; logs go to standard error")
    boolean json;

    @Option(
            names = {"-v", "--verbose"},
            description = "logs each product on standard error")
    boolean verbose;

    /** The folder of the program, where config/ and routes/ are; the launcher says which. */
    static Path base() {
        return Path.of(System.getProperty("camelopard.base", "."));
    }

    Path configFolder() {
        return config == null ? base().resolve("config") : config;
    }

    Settings settings() {
        return settings(Map.of());
    }

    /**
     * The settings, for what only looks into the ledger.
     *
     * @throws MisuseException when there is none
     */
    Settings settingsOfLedger() {
        Settings settings = settings();
        if (settings.text("camelopard.ledger.url").isEmpty()
                && !Files.exists(settings.home().resolve("ledger.db"))) {
            throw new MisuseException(
                    "there is no ledger in %s; --home says which data folder".formatted(settings.home()));
        }
        return settings;
    }

    /** The settings with some more; what the user sets wins. */
    Settings settings(Map<String, String> more) {
        Map<String, String> all = new LinkedHashMap<>(more);
        all.putAll(set);
        return Settings.load(base(), configFolder(), home, all);
    }
}
