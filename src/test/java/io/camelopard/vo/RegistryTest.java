package io.camelopard.vo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.camelopard.MisuseException;
import io.camelopard.TransientException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class RegistryTest {
    private static final List<String> COLUMNS =
            List.of("ivoid", "res_title", "access_url", "standard_id", "intf_type", "intf_role", "std_version");

    @TempDir
    Path folder;

    @TestFactory
    Stream<DynamicNode> choosesInterfacesAsTheClausesSay() throws IOException {
        return Cases.of("registry", one -> {
            List<List<Object>> rows =
                    one.list("rows").stream().map(RegistryTest::row).toList();
            CannedAsk ask = new CannedAsk(folder, request -> CannedAsk.Reply.of(Votables.table(COLUMNS, rows, "")));
            Registry registry = new Registry(ask, List.of("https://r.org/tap"));
            Protocol protocol = Protocol.valueOf(one.text("protocol"));
            if (one.has("failure")) {
                assertThatThrownBy(() -> registry.resolve("ivo://x.y/Z", protocol))
                        .isInstanceOf(MisuseException.class)
                        .hasMessageContaining(one.text("failure"))
                        .hasMessageContaining("ivo://x.y/Z");
            } else {
                assertThat(registry.resolve("ivo://x.y/Z", protocol))
                        .extracting(Service::url)
                        .isEqualTo(one.list("urls"));
            }
        });
    }

    private static List<Object> row(Object values) {
        List<Object> row = new java.util.ArrayList<>(List.of("ivo://x.y/z", "A title"));
        row.addAll((List<?>) values);
        return row;
    }

    @Test
    void asksInAdqlWithEscapedLiterals() {
        CannedAsk ask = new CannedAsk(folder, request -> CannedAsk.Reply.of(Votables.table(COLUMNS, List.of(), "")));

        assertThatThrownBy(() -> new Registry(ask, List.of("https://r.org/tap/"))
                        .resolve("ivo://NASA.heasarc/O'Brien' OR 'a'='a", Protocol.SCS))
                .isInstanceOf(MisuseException.class);

        Request request = ask.requests().get(0);
        assertThat(request.method()).isEqualTo("GET");
        assertThat(request.url()).isEqualTo("https://r.org/tap/sync");
        assertThat(request.params())
                .extracting(java.util.Map.Entry::getKey)
                .containsExactly("REQUEST", "LANG", "QUERY");
        assertThat(request.params().get(2).getValue())
                .contains("ivoid = 'ivo://nasa.heasarc/o''brien'' or ''a''=''a' AND")
                .endsWith("standard_id LIKE 'ivo://ivoa.net/std/conesearch%'");
    }

    @Test
    void tellsIdentifierAndTitle() {
        List<List<Object>> rows = List.of(
                row(List.of("https://h.org/scs?", "ivo://ivoa.net/std/conesearch", "vs:paramhttp", "std", "1.03")));
        CannedAsk ask = new CannedAsk(folder, request -> CannedAsk.Reply.of(Votables.table(COLUMNS, rows, "")));

        assertThat(new Registry(ask, List.of("https://r.org/tap/sync")).resolve(" ivo://X.Y/z", Protocol.SCS))
                .containsExactly(new Service("https://h.org/scs?", "ivo://x.y/z", "A title"))
                .extracting(Service::shortName)
                .containsExactly("z");
        assertThat(ask.requests().get(0).url()).isEqualTo("https://r.org/tap/sync");
    }

    @Test
    void asksTheNextRegistryWhenOneIsDownOrBrokenOrDoesNotKnow() {
        List<List<Object>> rows = List.of(
                row(java.util.Arrays.asList("https://h.org/scs?", "ivo://ivoa.net/std/conesearch", null, null, null)));
        CannedAsk ask = new CannedAsk(folder, request -> switch (request.url().substring(8, 9)) {
            case "a" -> throw new TransientException("https://a.org: no route");
            case "b" -> CannedAsk.Reply.of(Votables.error("relation rr.resource does not exist"));
            case "c" -> CannedAsk.Reply.of(Votables.table(COLUMNS, List.of(), ""));
            default -> CannedAsk.Reply.of(Votables.table(COLUMNS, rows, ""));
        });

        assertThat(new Registry(ask, List.of("https://a.org", "https://b.org", "https://c.org", "https://d.org"))
                        .resolve("ivo://x.y/z", Protocol.SCS))
                .hasSize(1);
        assertThat(ask.requests()).hasSize(4);
        assertThat(ask.leftBehind()).isZero();
    }

    @Test
    void isTransientWhenAllAreDown() {
        CannedAsk ask = new CannedAsk(folder, request -> CannedAsk.Reply.of(Votables.error("out of order")));

        assertThatThrownBy(() -> new Registry(ask, List.of("https://a.org/tap", "https://b.org/tap"))
                        .resolve("ivo://x.y/z", Protocol.SCS))
                .isInstanceOf(TransientException.class)
                .hasMessageContaining("no registry answered")
                .hasMessageContaining("https://a.org/tap/sync")
                .hasMessageContaining("out of order");
    }

    @Test
    void refusesWhatIsNoIdentifier() {
        CannedAsk ask = new CannedAsk(folder, request -> CannedAsk.Reply.of(""));

        assertThatThrownBy(() -> new Registry(ask, List.of("https://a.org")).resolve("numaster", Protocol.SCS))
                .isInstanceOf(MisuseException.class)
                .hasMessageContaining("expected ivo://authority/path");
        assertThat(ask.requests()).isEmpty();
    }
}
