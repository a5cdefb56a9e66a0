package io.camelopard.flow;

import io.camelopard.TransientException;
import io.camelopard.transfer.Buckets;
import io.camelopard.transfer.FolderEntry;
import io.camelopard.transfer.Limits;
import io.camelopard.transfer.MirrorFolders;
import io.camelopard.transfer.Opened;
import io.camelopard.transfer.S3Url;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.component.http.HttpConstants;
import org.jspecify.annotations.Nullable;

/**
 * The step of direct:fetch that opens what is in a bucket or in a folder of this machine, as {@code http:} opens what is at
 * a server. A folder's answer is one line of JSON an entry, so that it is complete before anything of it is booked.
 */
public final class Opening {
    private final Buckets buckets;
    private final MirrorFolders folders;
    private final Limits limits;
    private final Path spool;
    private final Ranges ranges;

    /** @param spool a private folder */
    Opening(Buckets buckets, MirrorFolders folders, Limits limits, Path spool, Ranges ranges) {
        this.buckets = buckets;
        this.folders = folders;
        this.limits = limits;
        this.spool = spool;
        this.ranges = ranges;
    }

    /** Leaves the answer where {@link Fetching#take} expects it. */
    public void open(Exchange exchange) {
        Fetch fetch = exchange.getVariable(Vars.FETCH, Fetch.class);
        Opened opened = fetch.use() == Fetch.Use.LISTING
                ? listing(fetch.url())
                : file(fetch.url(), ranges.headers(exchange, fetch, fetch.url()));
        exchange.setVariable(Vars.ANSWER, opened.body());
        exchange.setVariable(Fetching.ANSWER_HEADER + HttpConstants.HTTP_RESPONSE_CODE, opened.status());
        opened.headers().forEach((name, value) -> exchange.setVariable(Fetching.ANSWER_HEADER + name, value));
        exchange.setVariable(Fetching.ANSWER_HEADER + Fetching.REASON, opened.reason());
    }

    private Opened file(String place, Map<String, String> conditions) {
        return S3Url.is(place) ? buckets.open(S3Url.parse(place), conditions) : folders.open(place, conditions);
    }

    private Opened listing(String place) {
        try {
            Path lines = Files.createTempFile(spool, "listing", ".tmp");
            try {
                write(place, lines);
                return new Opened(200, Map.of(), null, Files.newInputStream(lines, StandardOpenOption.DELETE_ON_CLOSE));
            } catch (RuntimeException | IOException e) {
                Files.deleteIfExists(lines);
                throw e;
            }
        } catch (IOException | UncheckedIOException e) {
            throw new TransientException(spool + ": a listing cannot be written: " + e.getMessage(), e);
        }
    }

    private void write(String place, Path lines) throws IOException {
        try (Writer out = Files.newBufferedWriter(lines)) {
            Consumer<FolderEntry> entries = entry -> line(out, entry);
            if (S3Url.is(place)) {
                buckets.list(S3Url.parse(place), limits.maxDirectoryFiles(), entries);
            } else {
                folders.list(place, limits.maxDirectoryFiles(), entries);
            }
        }
    }

    private static void line(Writer out, FolderEntry entry) {
        Map<String, @Nullable Object> line = new HashMap<>();
        line.put("name", entry.name());
        line.put("directory", entry.directory());
        line.put("size", entry.size());
        line.put("modified", entry.modified() == null ? null : entry.modified().toString());
        line.put("etag", entry.etag());
        try {
            out.write(Json.write(line) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads the lines of a folder again, one at a time. */
    static void read(Path lines, String folder, Consumer<FolderEntry> entries) throws IOException {
        try (BufferedReader in = Files.newBufferedReader(lines)) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                Map<String, Object> entry = Json.object(line, "the listing");
                String name = String.valueOf(entry.get("name"));
                boolean directory = Boolean.TRUE.equals(entry.get("directory"));
                entries.accept(new FolderEntry(
                        name,
                        folder + name + (directory ? "/" : ""),
                        directory,
                        entry.get("size") instanceof Number size ? Long.valueOf(size.longValue()) : null,
                        entry.get("modified") instanceof String modified ? Instant.parse(modified) : null,
                        entry.get("etag") instanceof String etag ? etag : null));
            }
        }
    }
}
