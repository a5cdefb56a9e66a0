package io.camelopard.testing;

import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A JVM of its own with the class path of the tests: what is killed, stopped by a signal, or has a small heap. Its output
 * goes to files, so that nobody has to read it. Closing kills it.
 */
public final class Child implements Closeable {
    /** The class of Camelopard's command line. */
    public static final String CAMELOPARD = "io.camelopard.cli.Main";

    private final Process process;
    private final Path out;
    private final Path err;
    private Duration work = Duration.ZERO;

    private Child(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** Camelopard's command line, compiled for a fast start: most are killed soon. */
    public static Child camelopard(Path outputs, String... args) {
        return camelopard(outputs, List.of(), args);
    }

    /**
     * Camelopard's command line, started by another program, such as {@code strace}.
     *
     * @param under that program and its arguments
     */
    public static Child camelopard(Path outputs, List<String> under, String... args) {
        return start(outputs, under, List.of("-Xmx256m", "-XX:TieredStopAtLevel=1"), CAMELOPARD, args);
    }

    /**
     * Starts a class.
     *
     * @param outputs a folder for what it says
     */
    public static Child start(Path outputs, List<String> options, String main, String... args) {
        return start(outputs, List.of(), options, main, args);
    }

    /** Starts a class by another program, such as {@code strace}. */
    public static Child start(Path outputs, List<String> under, List<String> options, String main, String... args) {
        List<String> command = new ArrayList<>(under);
        command.add(java());
        command.add("-XX:+UseSerialGC");
        command.add("-Xshare:auto");
        command.addAll(options);
        command.add("-Dcamelopard.base=" + Path.of("").toAbsolutePath());
        command.addAll(ClassArchive.options());
        command.add(main);
        command.addAll(List.of(args));
        try {
            Files.createDirectories(outputs);
            Path out = Files.createTempFile(outputs, "child", ".out");
            Path err = Files.createTempFile(outputs, "child", ".err");
            Process process = new ProcessBuilder(command)
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            return new Child(process, out, err);
        } catch (IOException e) {
            throw new IllegalStateException("no second JVM", e);
        }
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Whether it ended by itself within this time. */
    public boolean endsWithin(Duration time) {
        try {
            return process.waitFor(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Whether it ended by itself before it had used so much of a processor's time, however long that takes. */
    public boolean endsWithinWork(Duration most) {
        while (isAlive() && work().compareTo(most) < 0) {
            if (endsWithin(Duration.ofMillis(10))) {
                return true;
            }
        }
        return !isAlive();
    }

    /** The processor's time that it had used when it was last seen alive. */
    public Duration work() {
        process.info().totalCpuDuration().ifPresent(used -> work = used);
        return work;
    }

    /** Waits for the end, at most so long, after which it is a failure; the exit status. */
    public int status(Duration most) {
        if (!endsWithin(most)) {
            throw new AssertionError("still running after " + most + "\n" + output());
        }
        return process.exitValue();
    }

    /** SIGKILL; returns when it is gone. */
    public void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        status(Duration.ofSeconds(30));
    }

    /** The process, or what another program was started for. */
    public long pid() {
        return process.descendants().findFirst().map(ProcessHandle::pid).orElseGet(process::pid);
    }

    /** Whether a signal has stopped it, as Linux tells. */
    public boolean isStopped() {
        return text(Path.of("/proc/" + pid() + "/status")).contains("State:\tT")
                || text(Path.of("/proc/" + pid() + "/status")).contains("State:\tt");
    }

    /** Any signal, by its name. */
    public void signal(String name) {
        long pid = pid();
        try {
            new ProcessBuilder("kill", "-" + name, String.valueOf(pid))
                    .inheritIO()
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** SIGTERM. */
    public void terminate() {
        process.destroy();
    }

    /** Standard output so far. */
    public String out() {
        return text(out);
    }

    /** Standard error so far. */
    public String err() {
        return text(err);
    }

    /** All that it said. */
    public String output() {
        return "--- out\n" + out() + "--- err\n" + err();
    }

    /** The program that runs this JVM. */
    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            kill();
        }
    }
}
