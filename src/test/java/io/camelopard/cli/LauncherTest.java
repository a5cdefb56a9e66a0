package io.camelopard.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The script that users start, with a program in Camelopard's place that tells how it was started, and with a Maven
 * in the checkout that copies that program to where a build would put it.
 */
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {
    private static final String MAIN = """
            package io.camelopard.cli;

            public class Main {
                public static void main(String[] args) {
                    if (args.length > 0 && args[0].equals("warmup")) {
                        System.out.println("noise of the warm-up");
                        boolean bad = new java.io.File(System.getProperty("camelopard.base"), "no-warmup").exists();
                        System.exit(bad ? 5 : 0);
                    }
                    System.out.println("args=" + String.join("|", args));
                    System.out.println("base=" + System.getProperty("camelopard.base"));
                    System.out.println("dir=" + System.getProperty("user.dir"));
                    System.out.println("pid=" + ProcessHandle.current().pid());
                    System.out.println("heap=" + Runtime.getRuntime().maxMemory() / 1_000_000);
                    java.lang.management.ManagementFactory.getRuntimeMXBean().getInputArguments()
                            .forEach(option -> System.out.println("option=" + option));
                    System.exit(args.length > 1 && args[0].equals("exit") ? Integer.parseInt(args[1]) : 0);
                }
            }
            """;
    private static final String MAVEN = """
            #!/bin/sh
            echo "$@" >> builds.txt
            [ ! -f slow ] || sleep 1
            [ ! -f broken ] || { echo "[ERROR] what Maven says"; exit 17; }
            mkdir -p target/lib && cp program.jar target/camelopard-1.0.jar && cp other.jar target/lib/other.jar
            """;

    @TempDir
    static Path made;

    @TempDir
    Path temp;

    private Path app;
    private Path elsewhere;

    private record Ended(int status, String out, String err, long pid) {}

    @BeforeAll
    static void makeTheProgram() throws IOException {
        Path source = Files.writeString(made.resolve("Main.java"), MAIN);
        assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, "-d", made.toString(), source.toString()))
                .isZero();
        jar(made.resolve("program.jar"), "io/camelopard/cli/Main.class");
        jar(made.resolve("other.jar"));
    }

    @BeforeEach
    void layOut() throws IOException {
        app = Files.createDirectories(temp.resolve("an app")).toRealPath();
        elsewhere = Files.createDirectories(temp.resolve("else where")).toRealPath();
        Files.copy(Path.of("camelopard"), app.resolve("camelopard"));
        app.resolve("camelopard").toFile().setExecutable(true);
    }

    @Test
    void anUnpackedArchiveStartsFromAnyFolderAndThroughLinks() throws Exception {
        unpacked();
        Path link = Files.createSymbolicLink(elsewhere.resolve("a link"), Path.of("../an app/camelopard"));
        Path linkToLink = Files.createSymbolicLink(temp.resolve("second link"), link);

        Ended ended = run(linkToLink, Map.of(), "harvest", "two words", "*", "");

        assertThat(ended.err).isEmpty();
        assertThat(ended.out.lines())
                .contains("args=harvest|two words|*|", "base=" + app, "dir=" + elsewhere)
                .contains("pid=" + ended.pid);
    }

    @Test
    void passesTheExitStatusOn() throws Exception {
        unpacked();
        assertThat(run("exit", "3").status).isEqualTo(3);
        assertThat(run("exit", "0").status).isZero();
    }

    @Test
    void javaOptsComeAfterItsOwn() throws Exception {
        unpacked();
        assertThat(heap(run())).isBetween(200L, 269L);
        assertThat(heap(run(launcher(), Map.of("JAVA_OPTS", "-Xmx64m -Dx=y")))).isLessThan(70);
        assertThat(run(launcher(), Map.of("JAVA_OPTS", "-Xmx64m -Dx=y")).out).contains("option=-Dx=y");
    }

    @Test
    void aCommandThatEndsOptimizesLater() throws Exception {
        unpacked();
        assertThat(run("harvest", "nustar").out).contains("option=-XX:Tier4InvocationThreshold=200000");
        assertThat(run("run", "--home", "x").out).doesNotContain("Tier4");
        assertThat(run("--home", "x", "work").out).doesNotContain("Tier4");
    }

    @Test
    void startsUnderASerializationFilterAndWithoutExternalXml() throws Exception {
        unpacked();
        assertThat(run().out.lines())
                .anyMatch(line -> line.startsWith("option=-Djdk.serialFilter=") && line.endsWith(";!*"))
                .contains("option=-Djavax.xml.accessExternalDTD=", "option=-Djavax.xml.accessExternalSchema=");
    }

    @Test
    void saysWhichJavaItNeeds() throws Exception {
        unpacked();
        Ended none = run(launcher(), Map.of("JAVA_HOME", "/no/java"));
        assertThat(none.status).isEqualTo(1);
        assertThat(none.err).contains("JAVA_HOME is '/no/java'", "Java 17 or later is needed");

        Path old = Files.createDirectories(temp.resolve("jdk 8/bin"));
        script(old.resolve("java"), "#!/bin/sh\necho 'openjdk version \"1.8.0_402\"' >&2\n");
        Ended eight = run(launcher(), Map.of("JAVA_HOME", old.getParent().toString()));
        assertThat(eight.status).isEqualTo(1);
        assertThat(eight.err).contains("is Java 1.8.0_402; Java 17 or later is needed");
    }

    @Test
    void theFirstStartLeavesAClassArchiveForTheSecond() throws Exception {
        unpacked();
        Ended first = run();
        assertThat(first.out + first.err).doesNotContain("noise", "SharedArchiveFile");
        awaitWarmup();

        Ended second = run();
        assertThat(second.out).contains("option=-XX:SharedArchiveFile=" + app.resolve("lib/camelopard.jsa"));
        assertThat(second.err).isEmpty();
        assertThat(libraries()).contains("camelopard.jsa").hasSize(4);
    }

    @Test
    void aClassArchiveOfAnotherProgramIsReplaced() throws Exception {
        unpacked();
        run();
        awaitWarmup();
        Path jar = app.resolve("lib/camelopard-1.0.jar");
        Files.setLastModifiedTime(jar, FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));
        FileTime before = Files.getLastModifiedTime(app.resolve("lib/camelopard.jsa.key"));

        Ended ended = run();
        assertThat(ended.out).doesNotContain("SharedArchiveFile");
        assertThat(ended.err).isEmpty();
        await().atMost(Duration.ofSeconds(60))
                .until(() -> Files.getLastModifiedTime(app.resolve("lib/camelopard.jsa.key"))
                                .compareTo(before)
                        > 0);
        assertThat(run().out).contains("SharedArchiveFile");
    }

    @Test
    void aWarmupThatFailsIsNotRepeated() throws Exception {
        unpacked();
        Files.createFile(app.resolve("no-warmup"));
        assertThat(run().status).isZero();
        awaitWarmup();
        assertThat(libraries()).containsExactlyInAnyOrder("camelopard-1.0.jar", "other.jar", "camelopard.jsa.key");

        Files.delete(app.resolve("no-warmup"));
        assertThat(run().out).doesNotContain("SharedArchiveFile");
        assertThat(libraries()).hasSize(3);
    }

    @Test
    void aCheckoutIsBuiltOnFirstUseAndThenNot() throws Exception {
        checkout();

        Ended first = run("a");
        assertThat(first.err)
                .contains("camelopard: first use, building")
                .containsPattern("camelopard: built in \\d+ s");
        assertThat(first.out.lines()).contains("args=a", "base=" + app).doesNotContain("noise of the warm-up");
        assertThat(run("b").err).isEmpty();
        assertThat(builds()).hasSize(1);
        assertThat(builds().get(0)).contains("-Dmaven.test.skip=true", "-Dspotless.check.skip=true", "package");
    }

    @Test
    void aCheckoutIsBuiltAgainWhenSourcesAreNewer() throws Exception {
        checkout();
        run();
        for (String changed : List.of("pom.xml", "src/main/A.java", "src/main")) {
            Files.setLastModifiedTime(
                    app.resolve(changed), FileTime.from(Instant.now().plusSeconds(1)));
            await().atMost(Duration.ofSeconds(10)).until(() -> Instant.now()
                    .isAfter(Files.getLastModifiedTime(app.resolve(changed)).toInstant()));
            assertThat(run().err).as(changed).contains("sources are newer than the program, building");
            assertThat(run().err).as(changed).isEmpty();
        }
        assertThat(builds()).hasSize(4);
    }

    @Test
    void aBuildThatFailsShowsItsLogAndEndsWithMavensStatus() throws Exception {
        checkout();
        Files.createFile(app.resolve("broken"));

        Ended ended = run();
        assertThat(ended.status).isEqualTo(17);
        assertThat(ended.out).isEmpty();
        assertThat(ended.err).contains("[ERROR] what Maven says", "Maven's status 17");

        Files.delete(app.resolve("broken"));
        assertThat(run().status).isZero();
    }

    @Test
    void startsAtTheSameTimeBuildOnce() throws Exception {
        checkout();
        Files.createFile(app.resolve("slow"));
        List<Process> starts = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            starts.add(start(launcher(), Map.of()));
        }
        for (Process start : starts) {
            assertThat(start.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(start.exitValue()).isZero();
        }
        assertThat(builds()).hasSize(1);
        assertThat(app.resolve("target/.building")).doesNotExist();
    }

    @Test
    void aBuildThatWasKilledBlocksNobody() throws Exception {
        checkout();
        Process gone = new ProcessBuilder("true").start();
        gone.waitFor();
        Files.createDirectories(app.resolve("target/.building"));
        Files.writeString(app.resolve("target/.building/pid"), gone.pid() + "\n");

        assertThat(run().status).isZero();
    }

    private void unpacked() throws IOException {
        Path lib = Files.createDirectories(app.resolve("lib"));
        Files.copy(made.resolve("program.jar"), lib.resolve("camelopard-1.0.jar"));
        Files.copy(made.resolve("other.jar"), lib.resolve("other.jar"));
    }

    private void checkout() throws IOException {
        Files.createDirectories(app.resolve("src/main"));
        Files.createFile(app.resolve("src/main/A.java"));
        Files.createFile(app.resolve("pom.xml"));
        Files.copy(made.resolve("program.jar"), app.resolve("program.jar"));
        Files.copy(made.resolve("other.jar"), app.resolve("other.jar"));
        script(app.resolve("mvnw"), MAVEN);
    }

    private void awaitWarmup() {
        await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(app.resolve("lib/camelopard.jsa.key")));
    }

    private List<String> libraries() throws IOException {
        try (Stream<Path> files = Files.list(app.resolve("lib"))) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private List<String> builds() throws IOException {
        return Files.readAllLines(app.resolve("builds.txt"));
    }

    private Path launcher() {
        return app.resolve("camelopard");
    }

    private static long heap(Ended ended) {
        String heap = ended.out
                .lines()
                .filter(line -> line.startsWith("heap="))
                .findFirst()
                .orElseThrow();
        return Long.parseLong(heap.substring("heap=".length()));
    }

    private Ended run(String... args) throws Exception {
        return run(launcher(), Map.of(), args);
    }

    private Ended run(Path launcher, Map<String, String> environment, String... args) throws Exception {
        Process process = start(launcher, environment, args);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        String out = Files.readString(temp.resolve("out"), UTF_8);
        return new Ended(process.exitValue(), out, Files.readString(temp.resolve("err"), UTF_8), process.pid());
    }

    private Process start(Path launcher, Map<String, String> environment, String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(command).directory(elsewhere.toFile());
        builder.environment().remove("JAVA_OPTS");
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().putAll(environment);
        return builder.redirectOutput(temp.resolve("out").toFile())
                .redirectError(temp.resolve("err").toFile())
                .start();
    }

    private static void script(Path file, String text) throws IOException {
        Files.writeString(file, text);
        file.toFile().setExecutable(true);
    }

    private static void jar(Path file, String... classes) throws IOException {
        try (OutputStream out = Files.newOutputStream(file);
                JarOutputStream jar = new JarOutputStream(out)) {
            for (String each : classes) {
                jar.putNextEntry(new JarEntry(each));
                jar.write(Files.readAllBytes(made.resolve(each)));
            }
        }
    }
}
