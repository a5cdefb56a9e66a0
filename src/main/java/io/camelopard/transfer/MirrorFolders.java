package io.camelopard.transfer;

import io.camelopard.FinalException;
import io.camelopard.TransientException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Folders of this machine that hold what archives hold, as the operator configured them: the right sides {@code file:/…} of
 * {@link Rewrites}. Nothing leads out of them: not a path with {@code ..}, and not a link. Immutable, thread-safe.
 */
public final class MirrorFolders {
    private static final String SCHEME = "file:";

    private final List<Path> roots;

    /** @param rewrites whose folders are the only ones that are read */
    public MirrorFolders(Rewrites rewrites) {
        this.roots = rewrites.places().stream()
                .filter(MirrorFolders::is)
                .map(MirrorFolders::root)
                .toList();
    }

    /** Whether a text claims to be a place in one. */
    public static boolean is(String url) {
        return url.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
    }

    /** {@code file:/FTP/rosat} is also the beginning of other names in {@code /FTP}. */
    private static Path root(String place) {
        Path path = path(place);
        Path parent = path.getParent();
        return place.endsWith("/") || parent == null ? path : parent;
    }

    private static Path path(String url) {
        try {
            return Path.of("/" + url.substring(SCHEME.length()).replaceFirst("^/+", ""));
        } catch (InvalidPathException e) {
            throw new FinalException(S3Url.shown(url) + ": is no path of a file here", e);
        }
    }

    /**
     * Opens a file.
     *
     * @param url {@code file:/…}, not percent-encoded
     * @param conditions of these {@code If-Modified-Since}
     * @throws FinalException when the path leads out of the folders
     */
    public Opened open(String url, Map<String, String> conditions) {
        try {
            Path file = inside(url);
            BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
            if (!found.isRegularFile()) {
                return Opened.nothing(404, Map.of(), "it is no file");
            }
            Instant modified = found.lastModifiedTime().toInstant().truncatedTo(ChronoUnit.SECONDS);
            Map<String, String> headers = Map.of(
                    "content-length", String.valueOf(found.size()),
                    "last-modified", DateTimeFormatter.RFC_1123_DATE_TIME.format(modified.atZone(ZoneOffset.UTC)));
            Optional<Instant> since = since(conditions);
            if (since.isPresent() && !modified.isAfter(since.get())) {
                return Opened.nothing(304, headers, null);
            }
            InputStream body = Files.newInputStream(file);
            return new Opened(200, headers, null, body);
        } catch (NoSuchFileException e) {
            return Opened.nothing(404, Map.of(), "there is no such file");
        } catch (AccessDeniedException e) {
            return Opened.nothing(403, Map.of(), "this user may not read it");
        } catch (IOException e) {
            throw new TransientException(S3Url.shown(url) + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private static Optional<Instant> since(Map<String, String> conditions) {
        String date = conditions.get("If-Modified-Since");
        try {
            return date == null
                    ? Optional.empty()
                    : Optional.of(ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant());
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /**
     * Lists what stands directly in a folder, files and folders; a link that leads nowhere is passed over.
     *
     * @throws FinalException when it is not there or leads out of the folders, and for more entries than the limit
     */
    public void list(String url, long limit, Consumer<FolderEntry> entries) {
        long count = 0;
        try (DirectoryStream<Path> found = Files.newDirectoryStream(inside(url))) {
            for (Path path : found) {
                if (++count > limit) {
                    throw new FinalException(
                            "%s: the folder has more than the %d entries allowed".formatted(S3Url.shown(url), limit));
                }
                entry(url, path).ifPresent(entries);
            }
        } catch (IOException e) {
            throw new FinalException(S3Url.shown(url) + ": is no folder that can be listed: " + e.getMessage(), e);
        }
    }

    private static Optional<FolderEntry> entry(String folder, Path path) throws IOException {
        if (!Files.exists(path)) {
            return Optional.empty();
        }
        BasicFileAttributes found = Files.readAttributes(path, BasicFileAttributes.class);
        String name = String.valueOf(path.getFileName());
        Instant modified = found.lastModifiedTime().toInstant().truncatedTo(ChronoUnit.SECONDS);
        if (found.isDirectory()) {
            return Optional.of(new FolderEntry(name, folder + name + "/", true, null, null, null));
        }
        return found.isRegularFile()
                ? Optional.of(new FolderEntry(name, folder + name, false, found.size(), modified, null))
                : Optional.empty();
    }

    /** The real path, where it is below the real path of one of the folders. */
    private Path inside(String url) throws IOException {
        Path path = path(url);
        for (Path root : roots) {
            if (path.equals(path.normalize()) && path.startsWith(root)) {
                Path real = path.toRealPath();
                if (real.startsWith(root.toRealPath())) {
                    return real;
                }
            }
        }
        throw new FinalException(S3Url.shown(url) + ": leads out of the folders of camelopard.rewrite");
    }
}
