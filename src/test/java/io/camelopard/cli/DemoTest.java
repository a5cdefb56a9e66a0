package io.camelopard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.camelopard.cli.demo.DemoArchive;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a newcomer runs first, and the same harvest by {@code harvest} against the archive that the demo serves. */
class DemoTest {
    private static final int BLOCK = 2880;
    private static final Pattern FIELD = Pattern.compile("\"([a-z_]+)\":(\"[^\"]*\"|[^,}]*)");

    @TempDir
    Path home;

    private DemoArchive archive;

    private record Ended(int status, String out, String err) {}

    @BeforeEach
    void start() throws IOException {
        archive = DemoArchive.start();
    }

    @AfterEach
    void stop() {
        archive.close();
    }

    private Ended demo(String... more) {
        List<String> args = new ArrayList<>(List.of("demo", "--home", home.toString()));
        args.addAll(List.of(more));
        return run(args);
    }

    private Ended harvest(String... more) {
        List<String> args = new ArrayList<>(List.of("harvest", "nustar-3c105", "--home", home.toString()));
        archive.settings().forEach((key, value) -> args.addAll(List.of("--set", key + "=" + value)));
        args.addAll(List.of(more));
        return run(args);
    }

    private static Ended run(List<String> args) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        ByteArrayOutputStream warned = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
            System.setErr(new PrintStream(warned, true, StandardCharsets.UTF_8));
            int status = Main.run(args.toArray(String[]::new));
            return new Ended(status, said.toString(StandardCharsets.UTF_8), warned.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }

    private List<Path> stored() {
        Path store = home.resolve("store");
        if (!Files.exists(store)) {
            return List.of();
        }
        try (Stream<Path> walk = Files.walk(store)) {
            return walk.filter(Files::isRegularFile).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A JSON object without depth, in the order in which it was written. */
    private static Map<String, String> fields(String json) {
        Map<String, String> fields = new LinkedHashMap<>();
        Matcher field = FIELD.matcher(json);
        while (field.find()) {
            fields.put(field.group(1), field.group(2).replace("\"", ""));
        }
        return fields;
    }

    @Test
    void storesOnceAndThenNothingNew() {
        Ended first = demo();
        assertThat(first.status()).as(first.out() + first.err()).isZero();
        assertThat(first.out()).contains("36 stored").contains("stored below " + home.resolve("store"));
        assertThat(stored()).hasSize(36).allSatisfy(DemoTest::assertFits);

        Ended second = demo();
        assertThat(second.status()).isZero();
        assertThat(second.out()).contains("0 stored").contains("nothing new: everything is stored already");
        assertThat(stored()).hasSize(36);
    }

    /** As where several machines share the work; nothing listens there, so whoever asks fails. */
    private static void configure(Path config, String... more) throws IOException {
        Path harvest = config.resolve("harvests/nustar-3c105.yaml");
        Files.createDirectories(config.resolve("harvests"));
        Files.copy(Path.of("config/harvests/nustar-3c105.yaml"), harvest);
        List<String> lines = new ArrayList<>(List.of(
                "camelopard.ledger.url = jdbc:postgresql://127.0.0.1:1/camelopard",
                "camelopard.queue.harvests = amqp:harvests",
                "camelopard.queue.products = amqp:products",
                "camelopard.amqp.url = amqp://127.0.0.1:1"));
        lines.addAll(List.of(more));
        Files.write(config.resolve("application.properties"), lines);
    }

    @Test
    void keepsToItselfWhereALedgerAndABrokerAreConfigured(@TempDir Path config) throws IOException {
        configure(config);

        Ended ended = demo("--config", config.toString());

        assertThat(ended.status()).as(ended.out() + ended.err()).isZero();
        assertThat(stored()).hasSize(36);
        assertThat(home.resolve("ledger.db")).exists();
    }

    /** The launcher starts it beside the command that these things are meant for. */
    @Test
    void warmsUpWithoutWhatIsConfigured(@TempDir Path config) throws IOException {
        try (ServerSocket jmx = new ServerSocket(0)) {
            configure(config, "camelopard.jmx.port = " + jmx.getLocalPort());

            Ended ended = run(List.of("warmup", "--config", config.toString()));

            assertThat(ended.status()).as(ended.out() + ended.err()).isZero();
        }
    }

    /** Whole blocks, a header in ASCII cards that ends, and as much data as the headers say. */
    private static void assertFits(Path file) throws IOException {
        byte[] fits = Files.readAllBytes(file);
        if (file.toString().endsWith(".gz")) {
            try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(file))) {
                fits = in.readAllBytes();
            }
        }
        assertThat(new String(fits, 0, 30, StandardCharsets.US_ASCII))
                .as(file.toString())
                .isEqualTo("SIMPLE  =                    T");
        int at = 0;
        while (at < fits.length) {
            Map<String, String> cards = new TreeMap<>();
            String card = "";
            while (!card.startsWith("END     ")) {
                card = new String(fits, at, 80, StandardCharsets.US_ASCII);
                cards.put(
                        card.substring(0, 8).strip(),
                        card.substring(10).replaceFirst("/.*", "").strip());
                at += 80;
            }
            at = blocks(at) + blocks(data(cards));
        }
        assertThat(at).as(file.toString()).isEqualTo(fits.length);
    }

    private static int data(Map<String, String> cards) {
        int axes = Integer.parseInt(cards.get("NAXIS"));
        int elements = axes == 0 ? 0 : 1;
        for (int axis = 1; axis <= axes; axis++) {
            elements *= Integer.parseInt(cards.get("NAXIS" + axis));
        }
        return elements * Math.abs(Integer.parseInt(cards.get("BITPIX"))) / 8;
    }

    private static int blocks(int length) {
        return (length + BLOCK - 1) / BLOCK * BLOCK;
    }

    @Test
    void endsWithOneObjectOfJson() {
        Ended ended = demo("--json");
        assertThat(ended.status()).isZero();
        assertThat(ended.out().lines()).hasSize(1);
        Map<String, String> fields = fields(ended.out());
        assertThat(fields.keySet())
                .containsExactlyElementsOf(Arrays.asList(
                        ("harvest run state rows selected products stored skipped failed degraded targets targets_failed"
                                        + " bytes seconds overflow table error")
                                .split(" ")));
        assertThat(fields)
                .containsEntry("harvest", "nustar-3c105")
                .containsEntry("state", "done")
                .containsEntry("rows", "6")
                .containsEntry("selected", "4")
                .containsEntry("products", "37")
                .containsEntry("stored", "36")
                .containsEntry("skipped", "1")
                .containsEntry("failed", "0")
                .containsEntry("targets", "1")
                .containsEntry("overflow", "false")
                .containsEntry("error", "null");
    }

    @Test
    void fetchesNothingInADryRun() {
        Ended ended = harvest("--dry-run");
        assertThat(ended.status()).as(ended.err()).isZero();
        assertThat(ended.out()).contains("nothing was fetched");
        assertThat(ended.out().lines().filter(line -> line.startsWith("fetch ")))
                .hasSize(3);
        assertThat(ended.out().lines().filter(line -> line.startsWith("skip "))).hasSize(1);
        assertThat(stored()).isEmpty();
    }

    @Test
    void takesAsManyRowsAsItIsAskedFor() {
        Ended ended = harvest("--limit", "1", "--json");
        assertThat(ended.status()).as(ended.err()).isZero();
        assertThat(fields(ended.out())).containsEntry("selected", "1").containsEntry("stored", "12");
        assertThat(stored()).hasSize(12);
    }

    @Test
    void tellsTheWordsOfTheResolverForAnUnknownName() {
        Ended ended = harvest("--target", "No Such Thing 42", "--json");
        assertThat(ended.status()).as(ended.out()).isEqualTo(3);
        Map<String, String> fields = fields(ended.out());
        assertThat(fields).containsEntry("state", "failed").containsEntry("targets_failed", "1");
        assertThat(fields.get("error")).contains("target 'No Such Thing 42': Sesame found nothing by that name");
        assertThat(stored()).isEmpty();
    }

    @Test
    void refusesAnOptionThatIsNone() {
        Ended ended = harvest("--limmit", "1");
        assertThat(ended.status()).isEqualTo(2);
        assertThat(ended.err()).contains("--limmit");
    }

    @Test
    void refusesAKeyThatIsNone() {
        Ended ended = harvest("--set", "camelopard.transfer=1");
        assertThat(ended.status()).isEqualTo(2);
        assertThat(ended.err()).contains("unknown key 'camelopard.transfer'");
    }
}
