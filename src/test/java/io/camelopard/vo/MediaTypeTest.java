package io.camelopard.vo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

class MediaTypeTest {
    @TestFactory
    Stream<DynamicNode> matchesAsTheClausesSay() throws IOException {
        return Cases.of(
                "mediatype", one -> assertThat(MediaType.parse(one.text("type")).matches(one.text("pattern")))
                        .isEqualTo(one.values().get("matches")));
    }

    @TestFactory
    Stream<DynamicNode> recognisesDatalinkAndVotable() throws IOException {
        return Cases.of("mediatype-kinds", one -> {
            MediaType type = MediaType.parse(one.text("type"));
            assertThat(type.isDatalink()).isEqualTo(one.values().get("datalink"));
            assertThat(type.isVotable()).isEqualTo(one.values().get("votable"));
        });
    }
}
