package io.camelopard.vo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class UrlsTest {
    @TestFactory
    Stream<DynamicNode> resolvesReferences() throws IOException {
        return Cases.of("url", one -> assertThat(Urls.resolve(one.text("base"), one.text("ref")))
                .isEqualTo(one.text("url")));
    }

    @Test
    void encodesWhatIsNotUnreserved() {
        assertThat(Urls.query(List.of(Map.entry("ID", "ivo://a/b?c d+e*~{é}"))))
                .isEqualTo("ID=ivo%3A%2F%2Fa%2Fb%3Fc%20d%2Be%2A~%7B%C3%A9%7D");
    }

    @Test
    void showsNeitherQueryNorUserInfo() {
        assertThat(Urls.shown("https://u:secret@x.org/a?token=1#f")).isEqualTo("https://x.org/a");
        assertThat(Urls.shown("//u:secret@with@x.org/a")).isEqualTo("//x.org/a");
    }
}
