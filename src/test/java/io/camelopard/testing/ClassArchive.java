package io.camelopard.testing;

import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The loaded classes of Camelopard, kept for the JVMs that the tests start, as the launcher keeps them for its own: a start
 * costs half as much. Since the JVM keeps classes of jars only, the folders of the class path are packed first. What is kept
 * holds for one state of the classes, and is made once for all forks.
 */
final class ClassArchive {
    private static final List<String> CLASS_PATH =
            Arrays.asList(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                    .split(File.pathSeparator));
    private static final Path PARENT = Path.of("target", "class-archive");
    private static final ClassArchive INSTANCE = made();

    private final String classPath;
    private final Path archive;

    private ClassArchive(String classPath, Path archive) {
        this.classPath = classPath;
        this.archive = archive;
    }

    /** Options of the JVM, with the class path. */
    static List<String> options() {
        List<String> options = new ArrayList<>();
        if (Files.exists(INSTANCE.archive)) {
            options.add("-XX:SharedArchiveFile=" + INSTANCE.archive);
            options.addAll(List.of("-Xlog:cds=off", "-Xlog:cds+dynamic=off", "-Xlog:class+path=off"));
        }
        options.addAll(List.of("-cp", INSTANCE.classPath));
        return options;
    }

    @SuppressWarnings("try") // the lock is held, not used
    private static ClassArchive made() {
        try {
            Files.createDirectories(PARENT);
            try (FileChannel channel = FileChannel.open(
                            PARENT.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                return madeAlone(PARENT.resolve(key()).toAbsolutePath());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ClassArchive madeAlone(Path folder) throws IOException {
        List<String> jars = CLASS_PATH.stream()
                .map(entry ->
                        Files.isDirectory(Path.of(entry)) ? jar(folder, entry).toString() : entry)
                .toList();
        ClassArchive made = new ClassArchive(String.join(File.pathSeparator, jars), folder.resolve("classes.jsa"));
        if (Files.notExists(folder)) {
            Files.createDirectories(folder);
            for (String entry : CLASS_PATH) {
                if (Files.isDirectory(Path.of(entry))) {
                    pack(Path.of(entry), jar(folder, entry));
                }
            }
            made.warmUp(folder.resolve("warmup.log"));
        }
        return made;
    }

    private static Path jar(Path folder, String entry) {
        return folder.resolve(Path.of(entry).getFileName() + ".jar");
    }

    /** With entries for folders, which is how Flyway finds its migrations. */
    private static void pack(Path folder, Path jar) {
        int status = ToolProvider.findFirst("jar")
                .orElseThrow()
                .run(
                        new PrintStream(System.err, true, StandardCharsets.UTF_8),
                        System.err,
                        "-c",
                        "-f",
                        jar.toString(),
                        "-0",
                        "-C",
                        folder.toString(),
                        ".");
        if (status != 0) {
            throw new IllegalStateException("jar of " + folder + " ended with " + status);
        }
    }

    private void warmUp(Path log) throws IOException {
        Process process = new ProcessBuilder(
                        Child.java(),
                        "-XX:+UseSerialGC",
                        "-XX:ArchiveClassesAtExit=" + archive,
                        "-Dcamelopard.base=" + Path.of("").toAbsolutePath(),
                        "-cp",
                        classPath,
                        Child.CAMELOPARD,
                        "warmup")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            if (process.waitFor() != 0) {
                throw new IllegalStateException("no archive of classes\n" + Files.readString(log));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Another one for each state of the folders, each class path and each JVM. */
    private static String key() throws IOException {
        StringBuilder state = new StringBuilder(System.getProperty("java.vm.version")).append(CLASS_PATH);
        for (String entry : CLASS_PATH) {
            if (Files.isDirectory(Path.of(entry))) {
                try (Stream<Path> walk = Files.walk(Path.of(entry))) {
                    state.append(walk.filter(Files::isRegularFile)
                            .sorted()
                            .map(file -> file + " " + file.toFile().length() + " "
                                    + file.toFile().lastModified())
                            .collect(Collectors.joining("\n")));
                }
            }
        }
        return TestContent.sha256(state.toString().getBytes(StandardCharsets.UTF_8))
                .substring(0, 16);
    }
}
