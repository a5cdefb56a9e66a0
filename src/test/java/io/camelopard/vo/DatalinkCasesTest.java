package io.camelopard.vo;

import static org.assertj.core.api.Assertions.assertThat;

import io.camelopard.votable.Limits;
import io.camelopard.votable.ServiceDescriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What the rows of DataLink documents say, clause by clause (VO-TRAPS 1). */
class DatalinkCasesTest {
    @TempDir
    Path folder;

    @TestFactory
    Stream<DynamicNode> documents() throws IOException {
        return Cases.of("datalink", one -> {
            List<Link> links = read(one);
            List<Object> expected = one.list("links");
            assertThat(links).hasSameSizeAs(expected);
            for (int i = 0; i < links.size(); i++) {
                Link link = links.get(i);
                ((Map<?, ?>) expected.get(i)).forEach((name, value) -> assertThat(shown(link, name.toString()))
                        .as("%s", name)
                        .isEqualTo(value instanceof Integer number ? (Object) number.longValue() : value));
            }
        });
    }

    private List<Link> read(Cases.Case one) throws IOException {
        List<String> columns = one.list("columns").stream().map(String::valueOf).toList();
        List<List<?>> rows =
                one.list("rows").stream().<List<?>>map(row -> (List<?>) row).toList();
        String document = Votables.table(columns, rows, one.has("after") ? one.text("after") : "");
        Path file = Files.writeString(Files.createTempFile(folder, "links", null), document);
        return new LinkResolver(request -> null, Limits.defaults(), time -> true)
                .read(file, "https://x.org/links?ID=1");
    }

    private static @Nullable Object shown(Link link, String name) {
        return switch (name) {
            case "accessUrl" -> link.accessUrl();
            case "semantics" -> link.semantics().replace(Vocabulary.CORE_URI, "#");
            case "fault" -> link.fault();
            case "datalink" -> link.isDatalink();
            case "contentLength" -> link.contentLength();
            case "auth" -> link.linkAuth();
            case "authorized" -> link.linkAuthorized();
            case "qualifier" -> link.contentQualifier();
            case "local" -> link.localSemantics();
            case "service" -> shown(link.service());
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static @Nullable String shown(@Nullable ServiceDescriptor service) {
        return service == null
                ? null
                : service.inputs().stream()
                        .map(input -> input.name() + "=" + (input.value() == null ? "" : input.value()))
                        .reduce(service.accessUrl(), (all, input) -> all + " " + input);
    }
}
