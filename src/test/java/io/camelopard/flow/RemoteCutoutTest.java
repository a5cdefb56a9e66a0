package io.camelopard.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.camelopard.fits.Cutout;
import io.camelopard.fits.Extent;
import io.camelopard.fits.FileSource;
import io.camelopard.fits.SkyPoint;
import io.camelopard.ledger.Run;
import io.camelopard.testing.RangeServer;
import io.camelopard.testing.SparseImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A cutout of a file that stays where it is: what is fetched of it, and what happens where that cannot be done. */
class RemoteCutoutTest {
    private static final String STEP = "refine: [{remote_cutout: {circle: 0.083333, at: '83.65 22.05'}}]\n";

    @TempDir
    Path folder;

    private Path image;

    @BeforeEach
    void make() throws IOException {
        image = image(4000);
    }

    private Path image(int side) throws IOException {
        return SparseImage.write(folder.resolve("image" + side + ".fits"), 8, side, side);
    }

    private String expected(Path whole) throws IOException {
        Path cut = folder.resolve("cut.fits");
        try (FileSource source = FileSource.open(whole)) {
            new Cutout(new SkyPoint(83.65, 22.05), new Extent.Circle(0.083333), null, false).from(source, cut);
        }
        return Trial.digest(cut);
    }

    private Trial trial(RangeServer server) {
        return Trial.in(folder.resolve("trial"))
                .set("camelopard.s3.endpoint", server.url(""))
                .set("camelopard.s3.pathStyle", "true")
                .set("camelopard.s3.anonymous", "true")
                .start();
    }

    private static void assertStored(Run run, long stored) {
        assertThat(List.of(run.stored(), run.failed(), run.skipped())).containsExactly(stored, 0L, 0L);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void fetchesTheRowsThatAreNeeded(boolean s3) throws IOException {
        try (RangeServer server = RangeServer.of(image);
                Trial trial = trial(server)) {
            String url = s3 ? "s3://survey/x.fits" : server.url("/x.fits");

            Run run = trial.run("remote", Trial.urls(List.of(url)) + STEP);

            assertStored(run, 1);
            assertThat(trial.store()).containsExactly(Map.entry("out/x.fits", expected(image)));
            // 600 rows of 600 bytes of 4,000: rows that are near to each other are read at once.
            assertThat(server.sent()).isLessThan(Files.size(image) / 4);
            assertThat(server.requests()).isLessThan(10);
            assertThat(trial.staged()).isEmpty();
        }
    }

    @Test
    void fetchesTheWholeAndCutsItWhereTheServerHasNoRanges() throws IOException {
        try (RangeServer server = RangeServer.of(image).withoutRanges();
                Trial trial = trial(server)) {
            Run run = trial.run("whole", Trial.urls(List.of(server.url("/x.fits"))) + STEP);

            assertStored(run, 1);
            assertThat(trial.store()).containsExactly(Map.entry("out/x.fits", expected(image)));
        }
    }

    @Test
    void putsNoPiecesOfTwoVersionsTogether() throws IOException {
        try (RangeServer server = RangeServer.of(image).changing();
                Trial trial = trial(server)) {
            Run run = trial.run("changing", Trial.urls(List.of(server.url("/x.fits"))) + STEP);

            assertStored(run, 1);
            assertThat(trial.store()).containsExactly(Map.entry("out/x.fits", expected(image)));
            // The beginning of the first version, a range that is refused, the whole of the second.
            assertThat(server.sent()).isGreaterThanOrEqualTo(Files.size(image));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"fail", "skip"})
    void fetchesNothingMoreWhereTheHarvestSaysSo(String choice) throws IOException {
        try (RangeServer server = RangeServer.of(image);
                Trial trial = trial(server)) {
            String yaml = Trial.urls(List.of(server.url("/x.fits")))
                    + STEP.replace("83.65 22.05'", "10 -40', on_failure: " + choice);

            Run run = trial.run("outside", yaml);

            assertThat(run.failed()).isEqualTo(choice.equals("fail") ? 1 : 0);
            assertThat(run.skipped()).isEqualTo(choice.equals("skip") ? 1 : 0);
            assertThat(server.sent()).isLessThan(200_000);
            assertThat(trial.store()).isEmpty();
        }
    }

    /** Done when 2. */
    @ParameterizedTest
    @Tag("faults")
    @ValueSource(booleans = {false, true})
    void fetchesLessThanAFiftiethOfFourGigabytes(boolean s3) throws IOException {
        Path large = image(64_000);
        assertThat(Files.size(large)).isGreaterThan(4_000_000_000L);
        try (RangeServer server = RangeServer.of(large);
                Trial trial = trial(server)) {
            String url = s3 ? "s3://survey/x.fits" : server.url("/x.fits");

            Run run = trial.run("large", Trial.urls(List.of(url)) + STEP.replace("0.083333", "10 arcmin"));

            assertStored(run, 1);
            System.out.printf(
                    "%s: %d of %d bytes, %.2f %%, in %d requests%n",
                    s3 ? "S3" : "HTTP",
                    server.sent(),
                    Files.size(large),
                    100.0 * server.sent() / Files.size(large),
                    server.requests());
            assertThat(server.sent()).isLessThan(Files.size(large) / 50);
        }
    }
}
