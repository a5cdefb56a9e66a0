package io.camelopard.testing;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;

/**
 * What a test needs of the machine besides Java. Where it is not to be had the test is not run, and a banner on standard
 * error says so: a fault that was not injected has not been survived.
 */
public final class Tools {
    private static final Map<String, Optional<Path>> FOUND = new ConcurrentHashMap<>();
    private static final List<String> FOLDERS = List.of("/usr/local/sbin", "/usr/sbin", "/sbin");
    private static final long LONGEST_MINUTES = 5;

    private Tools() {}

    /**
     * Where a program is; root installs its package if it is not there.
     *
     * @param debianPackage what {@code apt-get} calls it
     */
    public static Path need(String program, String debianPackage) {
        return FOUND.computeIfAbsent(program, name -> find(name).or(() -> installed(name, debianPackage)))
                .orElseThrow(() -> notRun("there is no program '%s', and its package '%s' cannot be installed%s"
                        .formatted(program, debianPackage, isRoot() ? "" : " by anybody but root")));
    }

    /**
     * Does not run the test for anybody but root.
     *
     * @param why what only root may do, such as "to mount a small file system"
     */
    public static void needRoot(String why) {
        if (!isRoot()) {
            throw notRun("root is needed " + why);
        }
    }

    private static Optional<Path> find(String program) {
        String path = System.getenv().getOrDefault("PATH", "/usr/bin:/bin");
        return Stream.concat(Arrays.stream(path.split(File.pathSeparator)), FOLDERS.stream())
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static Optional<Path> installed(String program, String debianPackage) {
        Optional<Path> apt = isRoot() ? find("apt-get") : Optional.empty();
        if (apt.isEmpty()) {
            return Optional.empty();
        }
        List<String> install = List.of(
                apt.get().toString(),
                "install",
                "-y",
                "-qq",
                "--no-install-recommends",
                "-o",
                "DPkg::Lock::Timeout=120",
                debianPackage);
        if (!run(install)) {
            // Most often the lists are old, or there are none, as in a fresh container.
            run(List.of(apt.get().toString(), "update", "-qq"));
            run(install);
        }
        return find(program);
    }

    private static boolean run(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(new File("/dev/null"));
        builder.environment().put("DEBIAN_FRONTEND", "noninteractive");
        try {
            Process process = builder.start();
            if (process.waitFor(LONGEST_MINUTES, TimeUnit.MINUTES)) {
                return process.exitValue() == 0;
            }
            process.destroyForcibly();
            return false;
        } catch (IOException e) {
            throw new IllegalStateException(command + " does not start", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The effective user of this process, as the kernel has it: {@code Uid: real effective saved filesystem}. */
    private static boolean isRoot() {
        Path status = Path.of("/proc/self/status");
        try {
            return Files.exists(status)
                    && Files.readAllLines(status).stream().anyMatch(line -> line.matches("Uid:\\s+\\d+\\s+0\\s.*"));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static TestAbortedException notRun(String why) {
        String test = StackWalker.getInstance()
                .walk(frames -> frames.filter(frame -> frame.getClassName().startsWith("io.camelopard.")
                                && !frame.getClassName().startsWith(Tools.class.getName()))
                        .findFirst())
                .map(frame -> frame.getClassName().replaceFirst("^.*\\.", "") + "." + frame.getMethodName())
                .orElse("a test");
        String line = "*".repeat(100);
        System.err.printf("%n%s%nNOT RUN: %s: %s%n%s%n", line, test, why, line);
        return new TestAbortedException("NOT RUN: " + why);
    }
}
