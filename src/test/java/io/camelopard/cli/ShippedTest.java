package io.camelopard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.camelopard.cli.ModelObservatory.Asked;
import io.camelopard.cli.ModelObservatory.Said;
import io.camelopard.testing.S3Server;
import io.camelopard.testing.TestContent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The shipped harvests as they are, against recorded and modelled answers: only the configuration points them here. Each
 * ends with the right counts and the right bytes.
 */
class ShippedTest {
    private static final String CSC = "http://cda.cfa.harvard.edu";
    private static final String GAVO = "http://dc.g-vo.org";
    private static final String HEASARC = "https://heasarc.gsfc.nasa.gov";
    private static final String ROSAT = "rosat/data/pspc/processed_data/900000/rs931315n00/rs931315n00_bas.fits.Z";

    @TempDir
    Path home;

    private ModelObservatory sky;
    private S3Server cloud;
    private final List<String> settings = new ArrayList<>();

    @BeforeEach
    void start() {
        sky = new ModelObservatory();
        cloud = S3Server.anonymous();
        set("camelopard.network.allow", "127.0.0.0/8");
        set("camelopard.retry.base", "20ms");
        set("camelopard.s3.endpoint", cloud.endpoint());
        set("camelopard.s3.pathStyle", "true");
    }

    @AfterEach
    void stop() {
        sky.close();
        cloud.close();
    }

    private void set(String key, String value) {
        settings.addAll(List.of("--set", key + "=" + value));
    }

    private void rewrite(String origin) {
        set("camelopard.rewrite." + (settings.size() + 1), sky.rewrite(origin));
    }

    /** Runs a harvest by its name, as a user does, and ends in its JSON. */
    private JsonNode harvest(String name, int exit) {
        List<String> args = new ArrayList<>(List.of("harvest", name, "--json", "--home", home.toString()));
        args.addAll(settings);
        PrintStream out = System.out;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
            int status = Main.run(args.toArray(String[]::new));
            JsonNode json = new ObjectMapper().readTree(said.toString(StandardCharsets.UTF_8));
            assertThat(status).as(json.toString()).isEqualTo(exit);
            return json;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            System.setOut(out);
        }
    }

    private static void assertCounts(JsonNode json, int rows, int selected, int stored, int skipped) {
        assertThat(json.get("state").asText()).isEqualTo("done");
        assertThat(json.get("rows").asInt()).as("rows").isEqualTo(rows);
        assertThat(json.get("selected").asInt()).as("selected").isEqualTo(selected);
        assertThat(json.get("stored").asInt()).as("stored").isEqualTo(stored);
        assertThat(json.get("skipped").asInt()).as("skipped").isEqualTo(skipped);
        assertThat(json.get("failed").asInt()).as("failed").isZero();
    }

    /** What is in the store, with its digests. */
    private Map<String, String> stored() {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> walk = Files.walk(home.resolve("store"))) {
            for (Path file : walk.filter(Files::isRegularFile).toList()) {
                files.put(
                        home.resolve("store").relativize(file).toString(),
                        TestContent.sha256(Files.readAllBytes(file)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    }

    private String text(String file) throws IOException {
        return Files.readString(home.resolve("store").resolve(file));
    }

    @Test
    void cscCone() throws IOException {
        sky.serve("cda.cfa.harvard.edu/csc21scs/coneSearch", asked -> {
            asked.expect("RA", "246.7925", "DEC", "-24.32027", "SR", "0.05", "VERB", "1");
            return ModelObservatory.recorded("csc-cone.vot");
        });
        rewrite(CSC);

        JsonNode json = harvest("csc-cone", Exit.STORED);

        assertThat(json.get("rows").asInt()).isEqualTo(17);
        assertThat(json.get("products").asInt()).isZero();
        assertThat(json.get("table").asText()).isEqualTo("csc/cone.vot");
        assertThat(stored()).containsOnlyKeys("csc/cone.vot");
        assertThat(text("csc/cone.vot").split("<TR>")).hasSize(18);
    }

    @Test
    void cscImages() throws IOException {
        sky.serve("cda.cfa.harvard.edu/csc21siap/queryImages", asked -> {
            asked.expect("POS", "246.7925,-24.32027", "SIZE", "0.4", "VERB", "2", "FORMAT", "ALL");
            return ModelObservatory.recorded("csc-images.vot");
        });
        rewrite(CSC);

        JsonNode json = harvest("csc-images", Exit.STORED);

        assertThat(json.get("rows").asInt()).isEqualTo(12);
        assertThat(stored()).containsOnlyKeys("csc/images.vot");
        assertThat(text("csc/images.vot")).contains("2048 2048", "VOX:Image_AccessReference");
    }

    @ParameterizedTest
    @ValueSource(strings = {"master-sources", "stack-detections", "observation-detections"})
    void cscCatalogues(String name) throws IOException {
        sky.serve("cda.cfa.harvard.edu/csc21tap/sync", ModelServices::tap);
        rewrite(CSC);

        JsonNode json = harvest("csc-" + name, Exit.STORED);

        assertThat(json.get("rows").asInt()).isEqualTo(1000);
        assertThat(json.get("overflow").asBoolean()).isFalse();
        assertThat(stored()).containsOnlyKeys("csc/" + name + ".vot");
        assertThat(text("csc/" + name + ".vot").split("<TR>")).hasSize(1001);
    }

    /** Each plate comes to a different alternative: cut out, whole, without DataLink, a picture, a smaller picture. */
    @Test
    void platesField() throws IOException {
        sky.serve("dc.g-vo.org/tap/sync", asked -> {
            assertThat(asked.param("QUERY")).contains("POINT('ICRS', 156.01124674021, 48.14753874736)");
            return ModelObservatory.recorded("plates.vot");
        });
        sky.serve("dc.g-vo.org/dl/cutout", asked -> {
            asked.expect("CIRCLE", "156.01124674021 48.14753874736 0.5");
            return switch (ModelServices.plate(asked)) {
                case "b3261b" -> sky.product(asked);
                case "fbs0042_cor" -> Said.text(400, "UsageError: no such plate scale");
                default -> new Said(204, "", new byte[0]);
            };
        });
        sky.serve("dc.g-vo.org/getproduct/poss", asked -> Said.text(404, "gone"));
        sky.serve("dc.g-vo.org/getproduct/dfbsplates", asked -> Said.text(403, "not for you"));
        sky.serve("dc.g-vo.org/getproduct", sky::product);
        sky.serve("dc.g-vo.org/preview", ShippedTest::picture);
        sky.serve("dc.g-vo.org", ShippedTest::plateLinks);
        rewrite(GAVO);

        JsonNode json = harvest("plates-field", Exit.STORED);

        assertCounts(json, 5, 5, 5, 0);
        assertThat(json.get("degraded").asInt()).isEqualTo(3);
        assertThat(stored())
                .containsOnlyKeys(
                        "plates/B3261b_cutout_156_48.fits",
                        "plates/C2011_1914.fits",
                        "plates/poss_0042_1952.png",
                        "plates/POT032_000042E_1914.fits",
                        "plates/fbs0042_cor_1977.png",
                        "plates/table.txt",
                        "plates/table_dates.txt");
        assertThat(stored().values()).containsAll(sky.digests());
        assertThat(text("plates/table.txt")).contains("date_min", "1908-03-02T00:00:00");
        assertThat(text("plates/table_dates.txt")).contains("1908-03", "scan_id");
    }

    private static Said plateLinks(Asked asked) {
        String did = asked.param("ID");
        String plate = ModelServices.plate(asked);
        String path = did.substring(did.indexOf('?') + 1);
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of(did, "", "cut", "", "#proc", "image/fits", ""));
        rows.add(List.of(did, GAVO + "/getproduct/" + path, "", "", "#this", "image/fits", ""));
        if (plate.startsWith("poss")) {
            rows.add(List.of(did, GAVO + "/preview/" + plate + ".png", "", "", "#preview-image", "image/png", ""));
        }
        rows.add(List.of(did, GAVO + "/preview/small/" + plate + ".png", "", "", "#preview", "image/png", ""));
        return ModelServices.links(rows, ModelServices.soda("cut", GAVO + "/dl/cutout", did));
    }

    /** The smallest picture. */
    private static Said picture(Asked asked) {
        byte[] png = java.util.Base64.getDecoder()
                .decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=");
        return new Said(200, "image/png", png);
    }

    @Test
    void rosatEvents() throws IOException {
        sky.serve("heasarc.gsfc.nasa.gov/FTP/rosat", asked -> new Said(200, "application/x-compress", events()));
        rewrite(HEASARC);

        assertCounts(harvest("rosat-events", Exit.STORED), 1, 1, 1, 0);
        assertThat(stored())
                .containsOnlyKeys(
                        "rosat-events/rs931315n00_bas.fits",
                        "rosat-events/rs931315n00_bas_image.fits",
                        "rosat-events/rs931315n00_bas_image.png");
        Path store = home.resolve("store/rosat-events");
        assertThat(sum(store.resolve("rs931315n00_bas_image.fits"))).isEqualTo(700);
        assertThat(ImageIO.read(store.resolve("rs931315n00_bas_image.png").toFile()))
                .isNotNull();

        assertCounts(harvest("rosat-events", Exit.STORED), 1, 1, 0, 1);
    }

    @Test
    void rosatEventsFromTheCloudCopy() {
        cloud.bucket("nasa-heasarc").put("nasa-heasarc", ROSAT, events());
        set("camelopard.rewrite.1", HEASARC + "/FTP/ => s3://nasa-heasarc/");

        assertCounts(harvest("rosat-events", Exit.STORED), 1, 1, 1, 0);
        assertThat(stored()).hasSize(3).containsKey("rosat-events/rs931315n00_bas.fits");
    }

    /** Of the 128 x 128 counts of 32 bits behind one block of header. */
    private static long sum(Path image) throws IOException {
        ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(image));
        return IntStream.range(0, 128 * 128)
                .mapToLong(pixel -> file.getInt(2880 + 4 * pixel))
                .sum();
    }

    /** A recorded image in place of the event list: unpacked, and as it says of itself without the table. */
    @Test
    void rosatEventsWithoutEvents() throws IOException {
        byte[] image = Files.readAllBytes(Path.of("src/test/resources/shipped/rosat-rp600245n00_im1.fits.Z"));
        sky.serve("heasarc.gsfc.nasa.gov/FTP/rosat", asked -> new Said(200, "application/x-compress", image));
        rewrite(HEASARC);

        assertCounts(harvest("rosat-events", Exit.STORED), 1, 1, 1, 0);
        assertThat(stored()).containsOnlyKeys("rosat-events/rs931315n00_bas.fits");
        assertThat(Files.size(home.resolve("store/rosat-events/rs931315n00_bas.fits")) % 2880)
                .isZero();
    }

    @Test
    void allwiseCrab() {
        sky.serve("irsa.ipac.caltech.edu/ibe/sia/wise/allwise/p3am_cdd", asked -> {
            asked.expect("POS", "83.63321,22.01446", "SIZE", "0.04445");
            return ModelObservatory.recorded("allwise.vot");
        });
        rewrite("https://irsa.ipac.caltech.edu");
        cloud.bucket("nasa-irsa-wise");
        Map<String, String> expected = new TreeMap<>();
        for (int band = 1; band <= 4; band++) {
            String file = "0834p227_ac51-w%d-int-3.fits".formatted(band);
            byte[] image = ModelObservatory.fits(file);
            cloud.put("nasa-irsa-wise", "wise/allwise/images/p3am_cdd/08/0834/0834p227_ac51/" + file, image);
            expected.put("allwise-crab/" + file, TestContent.sha256(image));
        }

        assertCounts(harvest("allwise-crab", Exit.STORED), 4, 4, 4, 0);
        assertThat(stored()).isEqualTo(expected);
    }

    /** Five filters, each with a science image and what belongs to it; the nearest comes first. */
    @Test
    void ps1Crab() throws IOException {
        sky.serve("sesame", asked -> new Said(200, "text/xml", sesame("Crab", "83.633083", "+22.0145")));
        sky.serve(
                "mast/api/v0/invoke",
                asked -> asked.param("REQUEST").contains("Caom.Products")
                        ? ModelObservatory.json("ps1-products.json")
                        : ModelObservatory.json("ps1-observations.json"));
        sky.serve("mast/api/v0.1/path_lookup", asked -> {
            StringBuilder found = new StringBuilder("{");
            for (String uri : asked.param("URI").split("\n", -1)) {
                String file = uri.substring(uri.lastIndexOf('/') + 1);
                found.append(found.length() > 1 ? "," : "")
                        .append("\"%s\": {\"status_code\": 200, \"path\": \"/ps1/public/%s\"}".formatted(uri, file));
            }
            return Said.json(found + "}");
        });
        set("camelopard.sesame.url", sky.base() + "/sesame");
        set("camelopard.mast.url", sky.base() + "/mast/api/v0/invoke");
        cloud.bucket("stpubdata");
        Map<String, String> expected = new TreeMap<>();
        for (String filter : List.of("g", "r", "i", "z", "y")) {
            String file = "rings.v3.skycell.1784.059.stk.%s.unconv.fits".formatted(filter);
            byte[] image = ModelObservatory.fits(file);
            cloud.put("stpubdata", "ps1/public/" + file, image);
            expected.put("ps1-crab/" + file, TestContent.sha256(image));
        }

        assertCounts(harvest("ps1-crab", Exit.STORED), 5, 5, 5, 0);
        assertThat(stored()).isEqualTo(expected);
    }

    /** Of eight images four are centre images of ACIS-S of the Crab Nebula itself. */
    @Test
    void chandraCrab() {
        sky.serve("registry/sync", ShippedTest::registered);
        sky.serve("heasarc.gsfc.nasa.gov/xamin/vo/sia", asked -> {
            asked.expect("POS", "83.63321,22.01446", "SIZE", "0.04445", "FORMAT", "image/fits", "TABLE", "chanmaster");
            return ModelObservatory.recorded("chanmaster.vot");
        });
        cloud.bucket("nasa-heasarc");
        Map<String, String> expected = new TreeMap<>();
        sky.serve("heasarc.gsfc.nasa.gov/xamin/vo/datalink/chanmaster", asked -> {
            List<List<String>> rows = new ArrayList<>();
            for (String id : asked.param("ID").split("\n", -1)) {
                rows.add(List.of(id, HEASARC + key(id), "", "", "#this", "image/fits", cloudAccess(key(id))));
                rows.add(List.of(id, HEASARC + key(id) + ".jpg", "", "", "#preview", "image/jpeg", ""));
            }
            return ModelServices.links(rows, "");
        });
        for (String id : List.of(
                "168:chandra.obs.img:0",
                "769:chandra.obs.img:2",
                "1994:chandra.obs.img:3",
                "13139:chandra.obs.img:6")) {
            byte[] image = ModelObservatory.fits(key(id));
            cloud.put("nasa-heasarc", key(id).substring("/FTP/".length()), image);
            expected.put("chandra-crab/" + key(id).replaceFirst(".*/", ""), TestContent.sha256(image));
        }
        set("camelopard.registry.url", sky.base() + "/registry");
        rewrite(HEASARC);

        assertCounts(harvest("chandra-crab", Exit.STORED), 8, 4, 4, 0);
        assertThat(stored()).isEqualTo(expected);
    }

    private static String key(String id) {
        String[] parts = id.split(":", -1);
        return "/FTP/chandra/data/byobsid/%s/img%s.fits".formatted(parts[0], parts[2]);
    }

    private static String cloudAccess(String key) {
        return "{\"aws\": {\"bucket_name\": \"nasa-heasarc\", \"region\": \"us-east-1\", \"access\": \"open\", \"key\": \"%s\"}}"
                .formatted(key.substring("/FTP".length()));
    }

    private static Said registered(Asked asked) {
        if (!asked.param("QUERY").toLowerCase(java.util.Locale.ROOT).contains("'ivo://nasa.heasarc/%'")) {
            throw new IllegalArgumentException("not the search for Chandra at HEASARC: " + asked.param("QUERY"));
        }
        return Said.votable(ModelServices.table(
                List.of("ivoid", "res_title", "access_url", "standard_id", "intf_type", "intf_role", "std_version"),
                List.of(List.of(
                        "ivo://nasa.heasarc/chanmaster",
                        "Chandra Observations",
                        HEASARC + "/xamin/vo/sia?table=chanmaster&",
                        "ivo://ivoa.net/std/sia",
                        "vs:paramhttp",
                        "std",
                        "v1")),
                ""));
    }

    private static byte[] sesame(String name, String ra, String dec) {
        return """
                <?xml version="1.0" encoding="UTF-8"?>
                <Sesame><Target option="SNV"><name>%s</name><Resolver name="S=Simbad (CDS, via client/server)">
                <otype>SNR</otype><jradeg>%s</jradeg><jdedeg>%s</jdedeg><oname>M   1</oname></Resolver></Target></Sesame>
                """.formatted(name, ra, dec).getBytes(StandardCharsets.UTF_8);
    }

    /** Seven hundred events, packed as the archive packs its files. */
    private static byte[] events() {
        try {
            return Files.readAllBytes(Path.of("src/test/resources/shipped/events.fits.Z"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
