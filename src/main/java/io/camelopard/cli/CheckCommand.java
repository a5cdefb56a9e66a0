package io.camelopard.cli;

import io.camelopard.MisuseException;
import io.camelopard.flow.Json;
import io.camelopard.harvest.HarvestFile;
import io.camelopard.harvest.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code camelopard check [FILE …]} */
@Command(
        name = "check",
        description = "Validates harvests: file:line: what is wrong and what would be right.",
        mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {
    @Mixin
    private Common common = new Common();

    @Parameters(paramLabel = "FILE", description = "harvest files; without any, those of config/harvests")
    private List<Path> files = List.of();

    @Override
    public Integer call() {
        int problems = 0;
        List<Path> all = files.isEmpty() ? shipped() : files;
        for (Path file : all) {
            List<Problem> found = HarvestFile.check(file);
            found.forEach(problem -> print(file, problem));
            if (found.isEmpty() && !common.json) {
                Lines.print(System.out, "%s: ok", file);
            }
            problems += found.size();
        }
        if (common.json) {
            System.out.println(Json.write(Map.of("files", all.size(), "problems", problems)));
        }
        return problems == 0 ? Exit.STORED : Exit.MISUSE;
    }

    private void print(Path file, Problem problem) {
        if (!common.json) {
            Lines.print(System.err, "%s", problem);
            return;
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("file", file.toString());
        fields.put("line", problem.line());
        fields.put("message", problem.message());
        System.out.println(Json.write(fields));
    }

    private List<Path> shipped() {
        Path folder = common.configFolder().resolve("harvests");
        try (Stream<Path> listed = Files.list(folder)) {
            return listed.filter(f -> f.getFileName().toString().matches("[^.].*\\.ya?ml"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new MisuseException("%s cannot be listed: %s".formatted(folder, e.getMessage()), e);
        }
    }
}
