package io.camelopard.cli;

import io.camelopard.testing.TestContent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The file tree of a home. */
final class SoakTree implements SoakStore {
    private final Path root;
    private final Map<Path, String> states = new HashMap<>();
    private final Map<String, String> digests = new HashMap<>();

    SoakTree(Path home) {
        this.root = home.resolve("store");
    }

    @Override
    public String name() {
        return "file";
    }

    @Override
    public String to(String folder) {
        return "file:" + folder;
    }

    @Override
    public List<String> settings() {
        return List.of();
    }

    @Override
    public synchronized Map<String, String> look() {
        if (!Files.isDirectory(root)) {
            return Map.of();
        }
        try (Stream<Path> folders = Files.list(root)) {
            // The staging folder of the store comes and goes, and is no part of it.
            folders.filter(folder -> !folder.endsWith(".staging")).forEach(this::walk);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Map.copyOf(digests);
    }

    private void walk(Path folder) {
        try (Stream<Path> walk = Files.walk(folder)) {
            walk.forEach(this::look);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void look(Path file) {
        try {
            BasicFileAttributes is = Files.readAttributes(file, BasicFileAttributes.class);
            String state = is.fileKey() + " " + is.size() + " " + is.lastModifiedTime();
            if (is.isRegularFile() && !state.equals(states.put(file, state))) {
                digests.put(root.relativize(file).toString(), TestContent.sha256(Files.readAllBytes(file)));
            }
        } catch (NoSuchFileException e) {
            throw new IllegalStateException(file + " was there and is gone", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public List<String> unfinished() {
        return List.of();
    }

    @Override
    public void close() {
        states.clear();
    }
}
