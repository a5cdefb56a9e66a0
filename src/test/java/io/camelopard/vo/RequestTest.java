package io.camelopard.vo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RequestTest {
    private static final List<Map.Entry<String, String>> PARAMS =
            List.of(Map.entry("QUERY", "a = 'b'"), Map.entry("ID", "1"), Map.entry("ID", "2"));

    @Test
    void putsParametersIntoTheUrlOfAGet() {
        assertThat(Request.get("https://x.org/q?a=1#part", PARAMS, 1, "test").uri())
                .isEqualTo("https://x.org/q?a=1&QUERY=a%20%3D%20%27b%27&ID=1&ID=2");
        assertThat(Request.get("https://x.org/q?a={b c}", 1, "test").uri()).isEqualTo("https://x.org/q?a={b c}");
    }

    @Test
    void putsParametersIntoTheFormOfAPost() {
        Request post = Request.post("https://x.org/q?a=1", PARAMS, 1, "test");

        assertThat(post.uri()).isEqualTo("https://x.org/q?a=1");
        assertThat(post.form()).isEqualTo("QUERY=a%20%3D%20%27b%27&ID=1&ID=2");
    }

    @Test
    void namesAServiceByItsIdentifierThenItsUrl() {
        assertThat(new Service("https://x.org/a", "ivo://nasa.heasarc/numaster", null).shortName())
                .isEqualTo("numaster");
        assertThat(new Service("https://x.org/a/tap/?x=1/2", null, null).shortName())
                .isEqualTo("tap");
        assertThat(new Service("https://x.org/", null, null).shortName()).isEqualTo("x.org");
    }
}
