package io.camelopard.vo;

import static org.assertj.core.api.Assertions.assertThat;

import io.camelopard.vo.Cases.Case;
import java.io.IOException;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** VO-TRAPS, cloud_access: all spellings are read, an unknown one gives a message. */
class CloudAccessTest {
    @TestFactory
    Stream<DynamicNode> readsAllSpellings() throws IOException {
        return Cases.of("cloud", one -> {
            CloudAccess read = CloudAccess.read(cell(one));

            assertThat(read.places())
                    .map(place -> place.region() == null
                            ? Map.of("url", place.url())
                            : Map.of("url", place.url(), "region", place.region()))
                    .isEqualTo(one.list("places"));
            if (one.has("problem")) {
                assertThat(read.problem()).contains(one.text("problem")).contains("expected {\"aws\"");
            } else {
                assertThat(read.problem()).isNull();
            }
        });
    }

    private static String cell(Case one) throws IOException {
        return one.has("sample")
                ? Link.ofRow(RowColumnsTest.rows(one.text("sample")).get((int) one.number("row")))
                        .cloudAccess()
                : one.text("cell");
    }

    @Test
    void showsNoControlCharactersAndNoBooks() {
        assertThat(CloudAccess.read("\u202Ex\n" + "y".repeat(100_000)).problem())
                .hasSizeLessThan(400)
                .doesNotContain("\n", "\u202E");
    }

    @Test
    void readsNoNestingWithoutEnd() {
        assertThat(CloudAccess.read("[".repeat(30_000)).problem()).contains("is no JSON");
    }
}
