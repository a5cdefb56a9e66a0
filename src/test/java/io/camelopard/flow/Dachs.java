package io.camelopard.flow;

import io.camelopard.testing.TestContent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The server of another make that {@code src/test/dachs} sets up, and what other programs get from it. */
final class Dachs {
    private static final Duration LONG = Duration.ofMinutes(15);
    private static final int CURL_REFUSED = 22;

    private Dachs() {}

    /** Its URL without a slash at the end; fails when nothing answers there, because who asks for these tests wants them. */
    static String base(Path folder) {
        String base =
                System.getProperty("interop.url", System.getenv().getOrDefault("INTEROP_URL", "http://127.0.0.1:8590"));
        try {
            run(
                    folder,
                    "",
                    Set.of(0),
                    "curl",
                    "-fsS",
                    "-m",
                    "30",
                    "-o",
                    "availability.xml",
                    base + "/tap/availability");
        } catch (AssertionError e) {
            throw new AssertionError(
                    "no DaCHS answers at %s: start it with src/test/dachs/setup.sh, or say -Dinterop.url=URL"
                            .formatted(base),
                    e);
        }
        return base;
    }

    /** SHA-256 by URL of what curl gets; null where the server refuses. */
    static Map<String, @Nullable String> curl(Path folder, Iterable<String> urls) throws IOException {
        Map<String, Path> files = new LinkedHashMap<>();
        Path into = Files.createTempDirectory(folder, "curl");
        for (String url : urls) {
            files.computeIfAbsent(url, key -> into.resolve("file" + files.size()));
        }
        if (!files.isEmpty()) {
            String config = files.entrySet().stream()
                    .map(file -> "url=\"%s\"\noutput=\"%s\"\n".formatted(file.getKey(), file.getValue()))
                    .collect(Collectors.joining());
            run(folder, config, Set.of(0, CURL_REFUSED), "curl", "-fLsSg", "-m", "300", "-K", "-");
        }
        Map<String, @Nullable String> digests = new LinkedHashMap<>();
        for (Map.Entry<String, Path> file : files.entrySet()) {
            boolean there = Files.exists(file.getValue());
            digests.put(file.getKey(), there ? TestContent.sha256(Files.readAllBytes(file.getValue())) : null);
        }
        return digests;
    }

    /** Runs a program to its end in a folder; a failure with what it said when its status is not one of these. */
    static void run(Path folder, String input, Set<Integer> good, String... command) {
        try {
            Path in = Files.writeString(Files.createTempFile(folder, "run", ".in"), input);
            Path said = Files.createTempFile(folder, "run", ".out");
            Process process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectInput(in.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(said.toFile())
                    .start();
            try {
                boolean ended = process.waitFor(LONG.toSeconds(), TimeUnit.SECONDS);
                if (!ended || !good.contains(process.exitValue())) {
                    throw new AssertionError("%s: %s\n%s"
                            .formatted(
                                    command[0],
                                    ended ? "status " + process.exitValue() : "did not end",
                                    Files.readString(said, StandardCharsets.UTF_8)));
                }
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
