package io.camelopard.testing;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A file system of a few MB that can be full; needs root. Closing it unmounts it. */
public final class SmallDisk implements AutoCloseable {
    private final Path folder;
    private final Path filler;

    private SmallDisk(Path folder) {
        this.folder = folder;
        this.filler = folder.resolve("filler");
    }

    /** Mounts one over a folder, which is made if it is not there. */
    public static SmallDisk mount(Path folder, int megabytes) throws IOException {
        Tools.needRoot("to mount a small file system");
        Files.createDirectories(folder);
        List<String> mount = List.of("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "small", "" + folder);
        if (run(mount) != 0) {
            throw Tools.notRun("no tmpfs can be mounted here");
        }
        return new SmallDisk(folder);
    }

    public Path folder() {
        return folder;
    }

    /** Takes all room but so many bytes, also what was given back since; others may take of it at the same time. */
    public void fill(long left) throws IOException {
        byte[] block = new byte[4096];
        try (OutputStream out = Files.newOutputStream(filler, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            for (long room = Files.getFileStore(folder).getUsableSpace(); room - block.length >= left; ) {
                out.write(block);
                room -= block.length;
            }
        } catch (IOException e) {
            if (left > 0 || !String.valueOf(e.getMessage()).contains("No space left")) {
                throw e;
            }
        }
    }

    /** Gives the room back. */
    public void free() throws IOException {
        Files.delete(filler);
    }

    /** Nothing can be written from now on, whoever tries. */
    public void readOnly(boolean yes) throws IOException {
        if (run(List.of("mount", "-o", "remount," + (yes ? "ro" : "rw"), "" + folder)) != 0) {
            throw new IllegalStateException(folder + " cannot be mounted again");
        }
    }

    @Override
    public void close() throws IOException {
        run(List.of("umount", "-l", folder.toString()));
    }

    private static int run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(new File("/dev/null"))
                .start();
        try {
            return process.waitFor(1, TimeUnit.MINUTES) ? process.exitValue() : -1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
