package io.camelopard.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.camelopard.harvest.Refine;
import io.camelopard.harvest.Refine.OnFailure;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where a file is sent for a step: only what the harvest says is in it. */
class RefineStepTest {
    private static String uri(Refine step) {
        return RefineStep.of(List.of(step)).get(0).uri();
    }

    @Test
    void givesAKameletItsParameters() {
        Refine cutout = new Refine.Cutout(0.5, null, "RATE (1)&x=y", "83.6 22.0", false, false, OnFailure.FAIL);

        assertThat(uri(cutout))
                .isEqualTo("kamelet:fits-cutout-action?noErrorHandler=true&radius=0.5&hdu=RAW{RATE (1)&x=y}"
                        + "&at=RAW(83.6 22.0)");
    }

    @Test
    void leavesOutWhatIsNotSaid() {
        Refine preview =
                new Refine.Preview(Refine.Stretch.ZSCALE, "gray", null, null, null, null, null, OnFailure.FAIL);

        assertThat(uri(preview))
                .isEqualTo("kamelet:fits-preview-action?noErrorHandler=true&stretch=zscale&colormap=gray");
    }

    @Test
    void takesARouteByItsIdOrItsEndpoint() {
        assertThat(uri(new Refine.Route("my-step", OnFailure.FAIL))).isEqualTo("direct:my-step?block=false");
        assertThat(uri(new Refine.Route("direct:my-step", OnFailure.FAIL))).isEqualTo("direct:my-step?block=false");
        // Nothing else can be reached from a harvest.
        assertThat(uri(new Refine.Route("exec:rm", OnFailure.FAIL))).isEqualTo("direct:exec:rm?block=false");
    }

    @Test
    void drawsTheImageOfAHistogramAndThenGoesOnWithTheEvents() {
        List<RefineStep> steps = RefineStep.of(
                List.of(new Refine.Histogram("X", "Y", 128, 64, null, Refine.Stretch.LOG, "magma", OnFailure.SKIP)));

        assertThat(steps).extracting(RefineStep::mark).containsExactly("_image", "");
        assertThat(steps).extracting(RefineStep::ofAdded).containsExactly(false, true);
        assertThat(steps).extracting(RefineStep::goesOn).containsExactly(false, false);
    }
}
