package io.camelopard.vo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.camelopard.MisuseException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class ConeSearchTest {
    private static final Service SERVICE = new Service("https://x.org/scs", null, null);

    @TestFactory
    Stream<DynamicNode> asksAsTheClausesSay() throws IOException {
        return Cases.of("conesearch", one -> {
            Map<String, List<String>> params = new LinkedHashMap<>();
            one.map("params")
                    .forEach((name, values) -> params.put(
                            name,
                            ((List<?>) values).stream().map(String::valueOf).toList()));
            Target target = new Target(null, one.number("ra"), one.number("dec"), Map.of());
            Request request = ConeSearch.request(
                    new Service(one.text("base"), null, null), target, one.number("radius"), params, (Integer)
                            one.values().get("maxrec"));
            assertThat(request.method()).isEqualTo("GET");
            assertThat(request.uri()).isEqualTo(one.text("uri"));
        });
    }

    @Test
    void refusesAParameterThatItSendsItself() {
        assertThatThrownBy(() -> ConeSearch.request(
                        SERVICE, new Target(null, 1, 2, Map.of()), 1, Map.of("sr", List.of("3")), null))
                .isInstanceOf(MisuseException.class)
                .hasMessageContaining("search.params.sr");
    }

    @Test
    void refusesAPositionThatIsNone() {
        assertThatThrownBy(
                        () -> ConeSearch.request(SERVICE, new Target(null, 1, Double.NaN, Map.of()), 1, Map.of(), null))
                .isInstanceOf(MisuseException.class)
                .hasMessage("dec is NaN, expected -90.0 to 90.0 degrees");
    }
}
