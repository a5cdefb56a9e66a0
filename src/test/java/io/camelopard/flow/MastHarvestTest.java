package io.camelopard.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.camelopard.ledger.Entry;
import io.camelopard.ledger.Run;
import io.camelopard.ledger.RunState;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** MAST through the whole program: recorded observations, and three products for each that is asked about. */
class MastHarvestTest {
    @TempDir
    Path folder;

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private HttpServer mast;

    @BeforeEach
    void start() throws IOException {
        mast = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        mast.createContext("/api/v0/invoke", this::invoke);
        mast.createContext("/api/v0.1/Download/file", exchange -> {
            asked.add(exchange.getRequestURI().toString());
            answer(exchange, "application/octet-stream", new byte[64]);
        });
        mast.start();
    }

    @AfterEach
    void stop() {
        mast.stop(0);
    }

    private void invoke(HttpExchange exchange) throws IOException {
        String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String request = URLDecoder.decode(form.replaceFirst("^request=", ""), StandardCharsets.UTF_8);
        asked.add(request);
        boolean products = request.contains("Mast.Caom.Products");
        String json = products
                ? products(request.replaceFirst(".*\"obsid\":\"([^\"]*)\".*", "$1"))
                : Files.readString(Path.of("src/test/resources/vo-samples/mast/caom.json"));
        answer(exchange, "application/json", json.getBytes(StandardCharsets.UTF_8));
    }

    private static String products(String obsids) {
        return Arrays.stream(obsids.split(",", -1))
                .flatMap(id -> List.of(
                        product(id, "SCIENCE", "drz.dat"),
                        product(id, "SCIENCE", "log.txt"),
                        product(id, "AUXILIARY", "aux.dat"))
                        .stream())
                .collect(Collectors.joining(",", "{\"status\": \"COMPLETE\", \"data\": [", "]}"));
    }

    private static String product(String id, String type, String name) {
        return """
                {"obsID": "%s", "productType": "%s", "productFilename": "%s_%s", "dataURI": "mast:HST/product/%s_%s", "size": 64}""".formatted(id, type, id, name, id, name);
    }

    private static void answer(HttpExchange exchange, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private Trial trial() {
        return Trial.in(folder)
                .set(
                        "camelopard.rewrite.1",
                        "https://mast.stsci.edu/ => http://127.0.0.1:"
                                + mast.getAddress().getPort() + "/")
                .start();
    }

    private static String harvest(String search) {
        return """
                description: observations and their products
                target: "23.1 60.6"
                search: {protocol: mast, radius: 6 arcmin, %s}
                links: [{semantics: "#this", where: content_length < 1000}]
                store: {to: "file:hst/{service}"}
                """.formatted(search);
    }

    @Test
    void theNearestObservationsAndTheirWantedProductsAreStoredUnderTheirOwnNames() {
        try (Trial trial = trial()) {
            Run run = trial.run(
                    "hst",
                    harvest("criteria: {obs_collection: HST}, where: distance > 300 and calib_level == 3,"
                            + " products: {productType: SCIENCE, extension: dat}, order_by: distance, limit: 2"));

            assertThat(run.error()).isNull();
            assertThat(run.rows()).isEqualTo(19);
            assertThat(run.selected()).isEqualTo(2);
            assertThat(run.targets()).isEqualTo(1);
            assertThat(trial.store().keySet()).hasSize(2).allMatch(name -> name.matches("hst/mast/\\d+_drz\\.dat"));
            assertThat(trial.entries(run))
                    .extracting(Entry::identity)
                    .allMatch(identity -> identity.startsWith("mast:HST/product/"));
            assertThat(trial.entries(run))
                    .extracting(Entry::url)
                    .allMatch(url ->
                            url.startsWith("https://mast.stsci.edu/api/v0.1/Download/file?uri=mast:HST/product/"));
            assertThat(asked.get(0))
                    .contains("\"service\":\"Mast.Caom.Filtered.Position\"", "\"paramName\":\"obs_collection\"");
            assertThat(asked.get(1)).contains("\"service\":\"Mast.Caom.Products\"");
            assertThat(asked).hasSize(4);
        }
    }

    @Test
    void observationsWithoutAWantedProductAreSkipped() {
        try (Trial trial = trial()) {
            Run run = trial.run("none", harvest("products: {productType: PREVIEW}"));

            assertThat(run.state()).isEqualTo(RunState.DONE);
            assertThat(run.skipped()).isEqualTo(19);
            assertThat(trial.store()).isEmpty();
            assertThat(asked).hasSize(2);
        }
    }

    @Test
    void aSecondRunFetchesNothingAgain() {
        try (Trial trial = trial()) {
            trial.run("hst", harvest("products: {extension: txt}, limit: 3"));
            asked.clear();
            Run again = trial.run("hst", harvest("products: {extension: txt}, limit: 3"));

            assertThat(again.skipped()).isEqualTo(3);
            assertThat(asked).hasSize(2);
        }
    }
}
