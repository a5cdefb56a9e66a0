package io.camelopard.flow;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What pyvo and STILTS get from a server; they are run by {@code peers.py}, which describes its files. */
final class Peers {
    private static final Path RESOURCES = Path.of("src/test/resources/interop").toAbsolutePath();
    private static final List<String> TARGETS = List.of("stars.csv", "quotes.csv");

    private final Path folder;
    private final Map<String, Object> summary;

    private Peers(Path folder) {
        this.folder = folder;
        this.summary = Json.object(text(folder.resolve("summary.json")), "summary.json");
    }

    /** @param error what went wrong, in the words of the service where the peer passes them on; else null */
    record Got(
            long rows,
            List<String> columns,
            Map<String, String> units,
            @Nullable String error) {}

    /**
     * Asks them everything at once.
     *
     * @param folder where their files go, with the lists of targets in it
     * @param queries each with {@code name}, {@code pyvo} and perhaps {@code stilts}
     * @param links Python expressions for the DataLink documents whose links are wanted
     */
    static Peers ask(String base, Path folder, List<Map<String, Object>> queries, List<String> links)
            throws IOException {
        for (String file : TARGETS) {
            Files.copy(RESOURCES.resolve(file), folder.resolve(file));
        }
        Dachs.run(
                folder,
                Json.write(Map.of("base", base, "queries", queries, "links", links)),
                Set.of(0),
                System.getProperty("interop.python", "/usr/bin/python3"),
                RESOURCES.resolve("peers.py").toString(),
                folder.toString());
        return new Peers(folder);
    }

    @SuppressWarnings("unchecked")
    Got got(String query, String peer) {
        Map<String, Object> got = (Map<String, Object>) summary.get(query + '.' + peer);
        return new Got(
                ((Number) got.get("rows")).longValue(),
                (List<String>) got.get("columns"),
                (Map<String, String>) got.get("units"),
                (String) got.get("error"));
    }

    /** The rows that it got, each in the normal form. */
    List<String> rows(String query, String peer) {
        return text(folder.resolve(query + '.' + peer)).lines().toList();
    }

    record PeerLink(String semantics, String url, String error, String type, String id) {}

    /** The links of all datasets. */
    List<PeerLink> links() {
        return text(folder.resolve("links"))
                .lines()
                .map(line -> line.split("\t", -1))
                .map(link -> new PeerLink(link[0], link[1], link[2], link[3], link[4]))
                .toList();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
