package io.camelopard.cli;

import io.camelopard.MisuseException;
import io.camelopard.flow.Camelopard;
import io.camelopard.flow.Json;
import io.camelopard.flow.Settings;
import io.camelopard.flow.StoredFiles;
import io.camelopard.ledger.Ledger;
import io.camelopard.ledger.Run;
import io.camelopard.transfer.SafeName;
import io.camelopard.web.Report;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code camelopard report RUN} */
@Command(
        name = "report",
        description = "Writes the report of a run as one HTML page that needs nothing else.",
        mixinStandardHelpOptions = true)
final class ReportCommand implements Callable<Integer> {
    private static final String STANDARD_OUTPUT = "-";

    @Mixin
    private Common common = new Common();

    @Parameters(paramLabel = "RUN", description = "the id of a run, or a harvest: its latest run")
    private String name = "";

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description = "where to write it; - is standard output (default: HOME/reports/HARVEST-RUN.html)")
    private @Nullable String output;

    @Override
    public Integer call() {
        Logs.quiet();
        // Thumbnails are made without a screen, also where one is promised that is not there.
        System.setProperty("java.awt.headless", "true");
        if (common.json && STANDARD_OUTPUT.equals(output)) {
            throw new MisuseException("--json and --output - both want standard output");
        }
        Settings settings = common.settingsOfLedger();
        try (Ledger ledger = Camelopard.openLedger(settings);
                StoredFiles files = new StoredFiles(settings)) {
            Run run = find(ledger);
            Report report = new Report(ledger, files);
            if (STANDARD_OUTPUT.equals(output)) {
                print(report, run);
            } else {
                write(report, run, file(settings, run));
            }
        }
        return Exit.STORED;
    }

    private Run find(Ledger ledger) {
        return ledger.runs()
                .find(name)
                .or(() -> ledger.runs().latest(name))
                .orElseThrow(() -> new MisuseException(
                        "the ledger has no run '%s', and no run of a harvest of that name; ./camelopard status lists the harvests that have run"
                                .formatted(name)));
    }

    private Path file(Settings settings, Run run) {
        return output != null
                ? Path.of(output).toAbsolutePath()
                : settings.home()
                        .resolve("reports")
                        .resolve(SafeName.segment(run.harvest() + "-" + run.id() + ".html"));
    }

    private static void print(Report report, Run run) {
        try {
            report.write(run, System.out);
            System.out.flush();
        } catch (IOException e) {
            throw new MisuseException("the report cannot be written: " + e.getMessage(), e);
        }
    }

    /** Beside its place, and moved there when it is whole. */
    private void write(Report report, Run run, Path file) {
        Path folder = file.getParent();
        if (folder == null || Files.isDirectory(file)) {
            throw new MisuseException(file + " is a folder; --output names a file");
        }
        try {
            Files.createDirectories(folder);
            Path part = folder.resolve(".%s.%d.part"
                    .formatted(file.getFileName(), ProcessHandle.current().pid()));
            try {
                try (OutputStream out = Files.newOutputStream(part)) {
                    report.write(run, out);
                }
                Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            throw new MisuseException(file + " cannot be written: " + e.getMessage(), e);
        }
        tell(run, file);
    }

    private void tell(Run run, Path file) {
        if (!common.json) {
            Lines.print(System.out, "%s", file);
            return;
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("harvest", run.harvest());
        fields.put("run", run.id());
        fields.put("state", run.state().name().toLowerCase(Locale.ROOT));
        fields.put("report", file.toString());
        System.out.println(Json.write(fields));
    }
}
