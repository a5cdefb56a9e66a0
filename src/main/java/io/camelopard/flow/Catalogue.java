package io.camelopard.flow;

import io.camelopard.MisuseException;
import io.camelopard.harvest.Harvest;
import io.camelopard.harvest.HarvestFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The harvests of {@code config/harvests}, read again when a file is new, changed or removed. Thread-safe. */
final class Catalogue {
    private static final Logger LOG = LoggerFactory.getLogger(Catalogue.class);

    private final Path folder;
    private final Map<String, Entry> entries = new TreeMap<>();

    Catalogue(Path folder) {
        this.folder = folder;
    }

    /** A harvest file; {@code harvest} is null when it does not check. */
    private record Entry(
            Path file,
            FileTime modified,
            long size,
            @Nullable Harvest harvest) {
        boolean isFor(Path other, FileTime time, long length) {
            return file.equals(other) && modified.equals(time) && size == length;
        }
    }

    /** Looks at the folder; the harvests that check, in the order of their names. */
    synchronized List<Harvest> refresh() {
        Map<String, Entry> seen = new TreeMap<>();
        for (Path file : files()) {
            String name = name(file);
            Entry entry = read(file, entries.get(name));
            if (entry != null) {
                seen.put(name, entry);
            }
        }
        entries.keySet().stream()
                .filter(name -> !seen.containsKey(name))
                .forEach(name -> LOG.info("harvest.removed harvest={}", name));
        entries.clear();
        entries.putAll(seen);
        return all();
    }

    synchronized List<Harvest> all() {
        List<Harvest> all = new ArrayList<>();
        entries.values().forEach(entry -> {
            if (entry.harvest != null) {
                all.add(entry.harvest);
            }
        });
        return all;
    }

    /** @throws MisuseException when there is none of that name, or it does not check */
    Harvest get(String name) {
        refresh();
        Optional<Harvest> found =
                all().stream().filter(h -> h.name().equals(name)).findFirst();
        return found.orElseThrow(() -> new MisuseException("no harvest '%s' in %s that checks; there are: %s"
                .formatted(
                        name,
                        folder,
                        String.join(", ", all().stream().map(Harvest::name).toList()))));
    }

    private static String name(Path file) {
        return file.getFileName().toString().replaceFirst("\\.ya?ml$", "");
    }

    private List<Path> files() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> f.getFileName().toString().matches("[^.].*\\.ya?ml"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            LOG.warn("harvests.unreadable folder={} reason=\"{}\"", folder, e.toString());
            return entries.values().stream().map(Entry::file).toList();
        }
    }

    private static @Nullable Entry read(Path file, @Nullable Entry known) {
        FileTime modified;
        long size;
        try {
            modified = Files.getLastModifiedTime(file);
            size = Files.size(file);
        } catch (IOException e) {
            LOG.debug("harvest.gone file={}", file, e);
            return null;
        }
        if (known != null && known.isFor(file, modified, size)) {
            return known;
        }
        try {
            Harvest harvest = HarvestFile.load(file);
            LOG.info("harvest.loaded harvest={} file={}", harvest.name(), file);
            return new Entry(file, modified, size, harvest);
        } catch (MisuseException e) {
            LOG.warn("harvest.refused file={} reason=\"{}\"", file, e.getMessage());
            return new Entry(file, modified, size, null);
        }
    }
}
