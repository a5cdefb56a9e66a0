package io.camelopard.vo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

class VocabularyTest {
    @TestFactory
    Stream<DynamicNode> knowsSpellingsAndTree() throws IOException {
        Vocabulary core = Vocabulary.core();
        return Cases.of("vocabulary", one -> {
            if (one.has("uri")) {
                assertThat(core.normalise(one.text("term"))).isEqualTo(one.text("uri"));
            } else {
                assertThat(core.narrowerOrSame(one.text("term"), one.text("wanted")))
                        .isEqualTo(one.values().get("taken"));
            }
        });
    }
}
