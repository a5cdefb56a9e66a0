package io.camelopard.vo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.camelopard.MisuseException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/** What is asked of image and spectrum searches. */
class SearchRequestsTest {
    /** One of the builders. */
    private interface Builder {
        Request request(Service service, @Nullable Region region, Map<String, List<String>> params, Integer maxrec);
    }

    @TestFactory
    Stream<DynamicNode> sia1AsTheClausesSay() throws IOException {
        return of("sia1-request", ImageSearch::version1);
    }

    @TestFactory
    Stream<DynamicNode> sia2AsTheClausesSay() throws IOException {
        return of("sia2-request", ImageSearch::version2);
    }

    @TestFactory
    Stream<DynamicNode> ssaAsTheClausesSay() throws IOException {
        return of("ssa-request", SpectrumSearch::request);
    }

    private static Stream<DynamicNode> of(String topic, Builder builder) throws IOException {
        return Cases.of(topic, one -> {
            if (one.has("failure")) {
                assertThatThrownBy(() -> request(one, builder))
                        .isInstanceOf(MisuseException.class)
                        .hasMessageContaining(one.text("failure"));
            } else {
                Request request = request(one, builder);
                assertThat(request.method()).isEqualTo("GET");
                assertThat(request.uri()).isEqualTo(one.text("uri"));
            }
        });
    }

    private static Request request(Cases.Case one, Builder builder) {
        Map<String, List<String>> params = new LinkedHashMap<>();
        one.map("params")
                .forEach((name, values) -> params.put(
                        name, ((List<?>) values).stream().map(String::valueOf).toList()));
        Service service = new Service(one.text("base"), null, null);
        return builder.request(
                service, region(one), params, (Integer) one.values().get("maxrec"));
    }

    private static @Nullable Region region(Cases.Case one) {
        if (!one.has("ra")) {
            return null;
        }
        return one.has("radius")
                ? Region.circle(one.number("ra"), one.number("dec"), one.number("radius"))
                : new Region(one.number("ra"), one.number("dec"), one.number("width"), one.number("height"));
    }
}
