package io.camelopard.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.camelopard.fits.Cutout;
import io.camelopard.fits.Extent;
import io.camelopard.fits.FileSource;
import io.camelopard.fits.Histogram;
import io.camelopard.fits.SkyPoint;
import io.camelopard.ledger.Entry;
import io.camelopard.ledger.Run;
import io.camelopard.testing.MisbehavingServer;
import io.camelopard.testing.TestContent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The steps of {@code refine} through the whole program: what is stored of them, what it is called, and what the ledger says. */
class RefineTest {
    private static final Path EVENTS = Path.of("src/test/resources/fits/histograms/whole-with-sky.fits");

    @TempDir
    Path folder;

    private MisbehavingServer archive;
    private Trial trial;

    @BeforeEach
    void start() {
        archive = MisbehavingServer.start();
        trial = Trial.in(folder).start();
    }

    @AfterEach
    void stop() {
        trial.close();
        archive.close();
    }

    private String harvest(String path, String... more) {
        return Trial.urls(List.of(archive.url(path))) + String.join("\n", more) + "\n";
    }

    /** 60 x 40 pixels of 36 arcsec, north up, around 83.6 22.0. */
    static byte[] image() {
        StringBuilder header = new StringBuilder();
        for (String card : List.of(
                "SIMPLE  =                    T",
                "BITPIX  =                   16",
                "NAXIS   =                    2",
                "NAXIS1  =                   60",
                "NAXIS2  =                   40",
                "CTYPE1  = 'RA---TAN'",
                "CTYPE2  = 'DEC--TAN'",
                "CRVAL1  =                 83.6",
                "CRVAL2  =                 22.0",
                "CRPIX1  =                 30.5",
                "CRPIX2  =                 20.5",
                "CDELT1  =                -0.01",
                "CDELT2  =                 0.01",
                "OBJECT  = 'M1      '",
                "EXPTIME =                 12.5",
                "END")) {
            header.append("%-80s".formatted(card));
        }
        byte[] file = Arrays.copyOf(header.toString().getBytes(StandardCharsets.US_ASCII), 2880 + 5760);
        Arrays.fill(file, header.length(), 2880, (byte) ' ');
        for (int i = 0; i < 60 * 40; i++) {
            file[2880 + 2 * i] = (byte) (i >> 8);
            file[2880 + 2 * i + 1] = (byte) i;
        }
        return file;
    }

    static byte[] packed(byte[] bytes) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    private String cut(byte[] image, double ra, double dec) throws IOException {
        Path whole = Files.write(folder.resolve("whole.fits"), image);
        Path cut = folder.resolve("cut.fits");
        try (FileSource source = FileSource.open(whole)) {
            new Cutout(new SkyPoint(ra, dec), new Extent.Circle(0.05), null, false).from(source, cut);
        }
        return Trial.digest(cut);
    }

    private static void assertCounts(Run run, long stored, long skipped, long failed) {
        assertThat(List.of(run.stored(), run.skipped(), run.failed())).containsExactly(stored, skipped, failed);
        assertThat(run.open()).isZero();
    }

    @Test
    void storesTheUnpackedFileInPlaceOfThePackedOne() {
        archive.serve("/a/x.fits.gz").bytes(packed(image())).etag("1");

        Run run = trial.run("unpack", harvest("/a/x.fits.gz", "refine: [decompress]"));

        assertCounts(run, 1, 0, 0);
        assertThat(trial.store()).containsExactly(Map.entry("out/x.fits", TestContent.sha256(image())));
        Entry entry = trial.entry(run);
        assertThat(entry.sha256()).isEqualTo(TestContent.sha256(image()));
        assertThat(entry.made()).contains("\"step\":\"decompress\",\"done\"");
        assertThat(trial.staged()).isEmpty();
    }

    @Test
    void leavesAFileAloneThatIsNotPacked() {
        archive.serve("/x.fits").bytes(image());

        assertCounts(trial.run("plain", harvest("/x.fits", "refine: [decompress]")), 1, 0, 0);

        assertThat(trial.store()).containsExactly(Map.entry("out/x.fits", TestContent.sha256(image())));
    }

    @Test
    void keepsTheOriginalBesideTheCutout() throws IOException {
        archive.serve("/x.fits").bytes(image()).etag("1");
        String yaml = harvest(
                "/x.fits",
                "refine:",
                "  - cutout: {circle: 0.05, at: '83.65 22.05', keep_original: true}",
                "  - header: {keywords: [NAXIS1]}");

        Run run = trial.run("cut", yaml);

        assertCounts(run, 1, 0, 0);
        String cut = cut(image(), 83.65, 22.05);
        assertThat(trial.store())
                .containsOnly(Map.entry("out/x.fits", TestContent.sha256(image())), Map.entry("out/x_cut.fits", cut));
        Entry whole = trial.entry(run);
        Entry derived =
                trial.camelopard().ledger().reports().derived(run.id(), 0, 10).get(0);
        assertThat(whole.parent()).isNull();
        assertThat(derived.parent()).isEqualTo(whole.product());
        assertThat(derived.path()).isEqualTo("out/x_cut.fits");
        assertThat(derived.link()).contains("#cutout");
        assertThat(derived.made()).contains("\"NAXIS1\":10");

        Run again = trial.run("cut", yaml);

        assertCounts(again, 0, 1, 0);
        assertThat(trial.store()).hasSize(2);
    }

    @Test
    void cutsAroundTheTargetAndOncePerTarget() throws IOException {
        archive.serve("/x.fits").bytes(image());
        archive.serve("/sia").type("application/x-votable+xml").text("""
                        <VOTABLE version="1.3"><RESOURCE type="results"><INFO name="QUERY_STATUS" value="OK"/><TABLE>
                        <FIELD name="url" datatype="char" arraysize="*" ucd="VOX:Image_AccessReference"/>
                        <FIELD name="format" datatype="char" arraysize="*" ucd="VOX:Image_Format"/>
                        <DATA><TABLEDATA><TR><TD>%s</TD><TD>image/fits</TD></TR></TABLEDATA></DATA>
                        </TABLE></RESOURCE></VOTABLE>""".formatted(archive.url("/x.fits")));
        String yaml = """
                description: two targets on one image
                target: ["83.65 22.05", "83.5 21.9"]
                search: {protocol: sia, service: "%s", radius: 0.1}
                refine: [{cutout: {circle: 0.05}}]
                store: {to: "file:out", name: "{stem}_{target.ra:.2f}"}
                """.formatted(archive.url("/sia?"));

        Run run = trial.run("two", yaml);

        assertCounts(run, 2, 0, 0);
        assertThat(trial.store())
                .containsOnly(
                        Map.entry("out/x_83.65.fits", cut(image(), 83.65, 22.05)),
                        Map.entry("out/x_83.50.fits", cut(image(), 83.5, 21.9)));
    }

    @Test
    void binsEventsToAnImageAndItsPicture() throws IOException {
        archive.serve("/ev.fits.gz").bytes(packed(Files.readAllBytes(EVENTS)));

        Run run = trial.run(
                "events",
                harvest("/ev.fits.gz", "refine: [decompress, {histogram: {x: X, y: Y, bins: 128, stretch: log}}]"));

        assertCounts(run, 1, 0, 0);
        Path image = folder.resolve("image.fits");
        try (FileSource source = FileSource.open(EVENTS)) {
            new Histogram("X", "Y", 128, 128, null).from(source, image);
        }
        assertThat(trial.store())
                .containsEntry("out/ev.fits", Trial.digest(EVENTS))
                .containsEntry("out/ev_image.fits", Trial.digest(image))
                .containsKey("out/ev_image.png")
                .hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"keep_original", "fail", "skip"})
    void aStepThatDoesNotApplyIsWhatTheHarvestSays(String choice) {
        archive.serve("/t.csv").text("a,b\n1,2\n").type("text/csv");

        Run run = trial.run(
                "table",
                harvest("/t.csv", "refine: [{cutout: {circle: 0.05, at: '1 2', on_failure: " + choice + "}}]"));

        assertCounts(
                run, choice.startsWith("keep") ? 1 : 0, choice.equals("skip") ? 1 : 0, choice.equals("fail") ? 1 : 0);
        assertThat(trial.store()).hasSize(choice.startsWith("keep") ? 1 : 0);
        Entry entry = trial.entry(run);
        String why = choice.startsWith("keep") ? entry.made() : entry.reason();
        assertThat(why).contains("not a FITS file: it does not begin with SIMPLE");
        assertThat(trial.staged()).isEmpty();
    }

    @Test
    void putsHeaderValuesIntoTheTableOfProducts() throws IOException {
        archive.serve("/x.fits").bytes(image());
        archive.serve("/y.csv").text("a,b\n1,2\n").type("text/csv");
        String yaml = Trial.urls(List.of(archive.url("/x.fits"), archive.url("/y.csv")))
                + "refine: [{header: {keywords: [OBJECT, EXPTIME, NAXIS1, NOTHERE]}}]\n"
                + "table: {file: products.csv, of: products, columns: [path, OBJECT, EXPTIME, NAXIS1, NOTHERE, twice],"
                + " add: {twice: EXPTIME * 2}}\n";

        Run run = trial.run("headers", yaml);

        assertThat(trial.entries(run).get(0).made()).contains("\"OBJECT\":\"M1\"");
        assertThat(Files.readAllLines(trial.settings().store().resolve("out/products.csv")))
                .containsExactly(
                        "path,OBJECT,EXPTIME,NAXIS1,NOTHERE,twice", "out/x.fits,M1,12.5,60,,25.0", "out/y.csv,,,,,");
    }

    /** Else what was made of an older version would stand beside the newer. */
    @Test
    void replacesAndRemovesWhatWasMadeOfAnOlderVersion() throws IOException {
        archive.serve("/x.fits").bytes(image()).etag("1");
        String yaml = harvest("/x.fits", "refine: [{cutout: {circle: 0.05, at: '83.65 22.05', keep_original: true}}]");
        trial.run("versions", yaml.replace("file:out'", "file:out', revalidate: true"));
        assertThat(trial.store()).hasSize(2);

        byte[] other = TestContent.fits(5_760);
        archive.serve("/x.fits").bytes(other).etag("2");
        Run run = trial.run("versions", yaml.replace("file:out'", "file:out', revalidate: true"));

        assertCounts(run, 1, 0, 0);
        assertThat(trial.store()).containsExactly(Map.entry("out/x.fits", TestContent.sha256(other)));
    }

    @Test
    void aFileInTheWayOfADerivedOneFailsTheProductAndLeavesNothing() throws IOException {
        archive.serve("/x.fits").bytes(image());
        Path foreign = trial.settings().store().resolve("out/x_cut.fits");
        Files.createDirectories(Objects.requireNonNull(foreign.getParent()));
        Files.writeString(foreign, "somebody's");

        Run run = trial.run(
                "foreign",
                harvest("/x.fits", "refine: [{cutout: {circle: 0.05, at: '83.65 22.05', keep_original: true}}]"));

        assertCounts(run, 0, 0, 1);
        assertThat(trial.entry(run).reason()).contains("x_cut.fits is there and not from here");
        assertThat(trial.store()).containsOnlyKeys("out/x_cut.fits");
        assertThat(foreign).hasContent("somebody's");
    }

    @Test
    void aRouteThatIsNotThereIsToldAndNothingIsStored() {
        archive.serve("/x.fits").bytes(image());

        Run run = trial.run("noroute", harvest("/x.fits", "refine: [{route: my-step}]"));

        assertCounts(run, 0, 0, 1);
        assertThat(trial.entry(run).reason()).contains("there is no route that begins at direct:my-step");
        assertThat(trial.store()).isEmpty();
    }

    @Test
    void convertsATable() throws IOException {
        archive.serve("/t.csv").text("name,flux\nM1,2.5\nM2,3.5\n").type("text/csv");

        Run run = trial.run("convert", harvest("/t.csv", "refine: [{convert: {to: ecsv}}]"));

        assertCounts(run, 1, 0, 0);
        assertThat(trial.store()).containsOnlyKeys("out/t.ecsv");
        assertThat(Files.readString(trial.settings().store().resolve("out/t.ecsv")))
                .startsWith("# %ECSV 1.0")
                .contains("M1", "2.5");
    }

    /** A route of the operator's among the steps: what it makes is what the next step gets. */
    @Test
    void sendsTheFileToARouteOfTheOperators() throws IOException {
        archive.serve("/x.fits").bytes(image());
        Path base = folder.resolve("base");
        copy(Path.of("routes"), base.resolve("routes"));
        copy(Path.of("config"), base.resolve("config"));
        Files.writeString(base.resolve("routes/mine.camel.yaml"), """
                - route:
                    id: mine
                    from:
                      uri: direct:mine
                      steps:
                        - to: {uri: "kamelet:fits-cutout-action", parameters: {radius: "0.05", at: "RAW(83.65 22.05)"}}
                """);
        String yaml = harvest("/x.fits", "refine: [{route: mine}, {header: {keywords: [NAXIS1]}}]");

        try (Trial own = Trial.in(folder.resolve("own")).base(base).start()) {
            Run run = own.run("mine", yaml);

            assertCounts(run, 1, 0, 0);
            assertThat(own.store()).containsExactly(Map.entry("out/x.fits", cut(image(), 83.65, 22.05)));
            assertThat(own.entry(run).made()).contains("\"step\":\"mine\"", "\"NAXIS1\":10");
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        for (Path file : Trial.files(from)) {
            Path target = to.resolve(from.relativize(file));
            Files.createDirectories(Objects.requireNonNull(target.getParent()));
            Files.copy(file, target);
        }
    }

    /** Whose file was damaged behind our back: the product is fetched and its steps are done again. */
    @Test
    void makesAgainWhatIsDamaged() throws IOException {
        archive.serve("/x.fits").bytes(image()).etag("1");
        trial.run("damaged", harvest("/x.fits", "refine: [{preview: {}}]"));
        Path picture = trial.settings().store().resolve("out/x.png");
        String good = Trial.digest(picture);
        Files.writeString(picture, "damage");

        List<Run> repairs =
                trial.camelopard().repair(Optional.of("damaged"), trial.settings(), difference -> {}, extent -> {});

        assertThat(repairs).hasSize(1);
        assertCounts(trial.end(repairs.get(0), Duration.ofMinutes(1)), 1, 0, 0);
        assertThat(Trial.digest(picture)).isEqualTo(good);
    }

    @Test
    void saysBesideTheProductWhereItCameFrom() throws IOException {
        archive.serve("/x.fits.gz").bytes(packed(image())).etag("1");
        String yaml = harvest("/x.fits.gz?token=secret", "refine: [decompress, {preview: {}}]");

        try (Trial own = Trial.in(folder.resolve("own"))
                .set("camelopard.provenance", "true")
                .start()) {
            Run run = own.run("whence", yaml);

            assertCounts(run, 1, 0, 0);
            assertThat(own.store()).containsOnlyKeys("out/x.fits", "out/x.fits.provenance.json", "out/x.png");
            String json = Files.readString(own.settings().store().resolve("out/x.fits.provenance.json"));
            assertThat(json)
                    .contains(
                            "\"harvest\":\"whence\"",
                            "\"run\":\"" + run.id() + '"',
                            TestContent.sha256(packed(image())),
                            own.store().get("out/x.fits"),
                            own.store().get("out/x.png"),
                            "\"validator\":\"\\\"1\\\"\"",
                            "\"step\":\"decompress\"")
                    .doesNotContain("/x.fits.gz?token=secret\",");
            assertCounts(own.run("whence", yaml), 0, 1, 0);
        }
    }

    /** A process that died between the move of what it had made and the ledger: the next one may make it otherwise. */
    @Test
    void goesOnWhereADerivedFileHadItsNameAlready() throws IOException, SQLException {
        archive.serve("/x.fits").bytes(image()).etag("1");
        Path picture = trial.settings().store().resolve("out/x.png");
        Files.createDirectories(Objects.requireNonNull(picture.getParent()));
        Run first = trial.run("left", harvest("/x.fits", "refine: [{preview: {}}]"));
        Files.writeString(picture, "as it was made then");
        Path home = trial.settings().home();
        Sql.run(
                home,
                "update product set state = 'skipped', sha256 = null, intended = '%s' where parent is not null"
                        .formatted(Trial.digest(picture)));
        Sql.run(home, "update product set state = 'failed', sha256 = null, validator = null where parent is null");
        Sql.run(home, "update booking set outcome = 'failed'");

        Run again = trial.camelopard().retry(Optional.of("left")).get(0);

        assertThat(first.stored()).isEqualTo(1);
        assertCounts(trial.end(again, Duration.ofMinutes(1)), 1, 0, 0);
        assertThat(Trial.files(trial.settings().store())).hasSize(2);
        assertThat(Files.readAllBytes(picture)).startsWith((byte) 0x89, 'P', 'N', 'G');
    }
}
