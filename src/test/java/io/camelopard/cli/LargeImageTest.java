package io.camelopard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.camelopard.testing.Child;
import io.camelopard.testing.RangeServer;
import io.camelopard.testing.SparseImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The steps of {@code refine} with an image that is larger than the memory, in the program as it is started, with 256 MB. */
class LargeImageTest {
    @TempDir
    Path folder;

    /** Done when 6. */
    @Test
    @Tag("faults")
    void drawsAndCutsTwoGigabytes() throws IOException {
        refine(16_384, 32_768);
    }

    private void refine(int width, int height) throws IOException {
        Path image = SparseImage.write(folder.resolve("image.fits"), -32, width, height);
        Home home = new Home(folder.resolve("home"));
        try (RangeServer server = RangeServer.of(image)) {
            Path harvest = Home.harvest(folder, "large", List.of(server.url("/x.fits")));
            Files.writeString(harvest, Files.readString(harvest) + """
                            refine:
                              - decompress
                              - header: {keywords: [OBJECT, NAXIS2]}
                              - preview: {stretch: asinh}
                              - cutout: {circle: 10 arcmin, at: "83.65 22.05", keep_original: true}
                              - preview: {stretch: zscale}
                            """);

            try (Child child =
                    home.start(folder.resolve("out"), List.of(), List.of("harvest", harvest.toString()), List.of())) {
                assertThat(child.status(Duration.ofMinutes(8)))
                        .as(child.output())
                        .isZero();
            }
        }

        assertThat(home.files()).containsOnlyKeys("out/x.fits", "out/x.png", "out/x_cut.fits", "out/x_cut.png");
        assertThat(home.ledger()).isEqualTo(home.files());
        assertThat(home.files()).containsEntry("out/x.fits", Home.digest(image));
        assertThat(home.query("made", "from product where path = 'out/x.fits'").get(0))
                .contains("\"OBJECT\":\"Crab\"", "\"NAXIS2\":" + height)
                .doesNotContain("failed");
    }
}
