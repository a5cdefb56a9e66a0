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
            Region region = Region.circle(one.number("ra"), one.number("dec"), one.number("radius"));
            Request request = ConeSearch.request(new Service(one.text("base"), null, null), region, params, (Integer)
                    one.values().get("maxrec"));
            assertThat(request.method()).isEqualTo("GET");
            assertThat(request.uri()).isEqualTo(one.text("uri"));
        });
    }

    @Test
    void refusesAParameterThatItSendsItself() {
        assertThatThrownBy(() -> ConeSearch.request(SERVICE, Region.circle(1, 2, 1), Map.of("sr", List.of("3")), null))
                .isInstanceOf(MisuseException.class)
                .hasMessageContaining("search.params.sr");
    }

    @Test
    void refusesAPositionThatIsNone() {
        assertThatThrownBy(() -> ConeSearch.request(SERVICE, Region.circle(1, Double.NaN, 1), Map.of(), null))
                .isInstanceOf(MisuseException.class)
                .hasMessage("dec is NaN, expected -90.0 to 90.0 degrees");
    }
}
