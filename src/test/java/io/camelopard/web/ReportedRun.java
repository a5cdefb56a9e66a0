package io.camelopard.web;

import io.camelopard.flow.Json;
import io.camelopard.flow.Settings;
import io.camelopard.flow.StoredFiles;
import io.camelopard.ledger.Derived;
import io.camelopard.ledger.Discovery;
import io.camelopard.ledger.FailureClass;
import io.camelopard.ledger.Kind;
import io.camelopard.ledger.Ledger;
import io.camelopard.ledger.NewProduct;
import io.camelopard.ledger.NewRun;
import io.camelopard.ledger.Places;
import io.camelopard.ledger.Product;
import io.camelopard.ledger.Run;
import io.camelopard.ledger.Selected;
import io.camelopard.ledger.Stored;
import io.camelopard.ledger.Trigger;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;

/** A run as the ledger has it afterwards, without anybody having fetched anything, and its report. */
final class ReportedRun implements Closeable {
    private static final String DIGEST = "5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8";
    private static final Places PLACES = new Places(2000, 2000, 2000);

    private final Path home;
    final Ledger ledger;
    private final String id;
    private final List<Selected> selected = new ArrayList<>();
    private final Map<String, Consumer<Product>> ends = new HashMap<>();

    ReportedRun(Path home, String harvest, String yaml) {
        this.home = home;
        ledger = Ledger.open(Ledger.Settings.in(home));
        id = ledger.runs()
                .book(new NewRun(harvest, Trigger.COMMAND, "{}", yaml))
                .orElseThrow()
                .id();
        ledger.runs().begin(id);
    }

    /** A database has no half of a surrogate pair. */
    private static String key(String identity) {
        return identity.replaceAll("[^A-Za-z0-9/.() ]", "");
    }

    String id() {
        return id;
    }

    static String at(String target, double ra, double dec) {
        return Json.write(Map.of("target", Map.of("name", target), "row", Map.of("S_RA", ra, "s_dec", dec)));
    }

    static NewProduct file(String identity, String url) {
        String link = Json.write(Map.of("link", Map.of("semantics", "#this")));
        return new NewProduct("file:x", identity, Kind.FILE, url, "h.org", link, null, null, null, null);
    }

    ReportedRun selected(Selected row) {
        selected.add(row);
        return this;
    }

    private void owe(String identity, String context, NewProduct... alternatives) {
        List<List<NewProduct>> each = new ArrayList<>();
        for (NewProduct product : alternatives) {
            each.add(List.of(product));
        }
        selected.add(Selected.ofAlternatives(identity, context, each));
    }

    /** @param made files beside it, by their paths, and what they are called in the ledger */
    ReportedRun stored(String path, byte[] content, String context, String said, Map<String, byte[]> made) {
        String url = "https://archive.example.org/data/" + path;
        owe(path, context, file(path, url));
        ends.put(key(path), product -> store(product, path, content, said, made));
        return this;
    }

    ReportedRun stored(String path, byte[] content, String context) {
        return stored(path, content, context, "{}", Map.of());
    }

    private void store(Product product, String path, byte[] content, String said, Map<String, byte[]> made) {
        ledger.settlement().reservePath(product.lease(), "file:", path, DIGEST);
        write(path, content);
        Map<Long, Stored> derived = new TreeMap<>();
        new TreeMap<>(made).forEach((other, bytes) -> {
            write(other, bytes);
            String link = Json.write(Map.of("link", Map.of("semantics", "#preview", "content_type", "image/png")));
            Derived place = ledger.settlement()
                    .derive(product.lease(), " " + other, link, "file:", other)
                    .orElseThrow();
            derived.put(place.id(), new Stored(bytes.length, DIGEST, null, null, null, null, null));
        });
        ledger.settlement()
                .stored(product.lease(), new Stored(content.length, DIGEST, null, null, null, null, said), derived);
    }

    private void write(String path, byte[] content) {
        try {
            Path file = home.resolve("store").resolve(path);
            Files.createDirectories(file.getParent());
            Files.write(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    ReportedRun failed(String identity, String url, String context, FailureClass failure, String reason) {
        owe(identity, context, file(identity, url));
        ends.put(key(identity), product -> ledger.settlement().failed(product.lease(), failure, reason));
        return this;
    }

    ReportedRun skipped(String identity, String context, String reason) {
        selected.add(Selected.skipped(identity, context, reason));
        return this;
    }

    /** The first alternative fails, the second is stored. */
    ReportedRun degraded(String path, byte[] content, String context, String reason) {
        String better = path + " (cutout)";
        owe(
                path,
                context,
                file(better, "https://archive.example.org/soda/" + path),
                file(path, "https://h.org/" + path));
        ends.put(key(better), product -> ledger.settlement().failed(product.lease(), FailureClass.FINAL, reason));
        ends.put(key(path), product -> store(product, path, content, "{}", Map.of()));
        return this;
    }

    /** Books all and lets all end as it is to. */
    ReportedRun work() {
        ledger.booking().owe(id, selected);
        selected.clear();
        for (int round = 0; round < 4; round++) {
            ledger.feed().offer(PLACES, null).stream()
                    .flatMap(offer -> ledger.feed().claim(offer, 2000).stream())
                    .forEach(product -> ends.get(key(product.identity())).accept(product));
        }
        return this;
    }

    ReportedRun end(Discovery discovery) {
        ledger.runs().discovered(id, discovery);
        ledger.runs().finish(id);
        return this;
    }

    ReportedRun end() {
        return end(new Discovery(9, 9, 1, 0, false, null));
    }

    String html() {
        Settings settings = Settings.load(Path.of(""), home.resolve("config"), home, Map.of());
        try (StoredFiles files = new StoredFiles(settings)) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            Run run = ledger.runs().find(id).orElseThrow();
            new Report(ledger, files).write(run, out);
            return out.toString(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Document page() {
        return Jsoup.parse(html());
    }

    @Override
    public void close() {
        ledger.close();
    }
}
