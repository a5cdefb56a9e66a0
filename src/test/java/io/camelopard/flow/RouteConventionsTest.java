package io.camelopard.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.camelopard.flow.RouteFiles.Route;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What Camel takes without a word and the routes must not do. */
class RouteConventionsTest {
    private static final Path PROPERTIES = Path.of("config/application.properties");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{(camelopard\\.[^}]+)}}");
    private static final Pattern BOUND = Pattern.compile("main\\.bind\\(\\s*\"([^\"]+)\"");
    private static final Set<String> SET_BY_THE_PROGRAM = Set.of(
            "camelopard.home",
            "camelopard.triggers",
            "camelopard.feeder",
            "camelopard.discovers",
            "camelopard.workers",
            "camelopard.version");
    /** For a protocol that a run refuses as yet. */
    private static final Set<String> NOT_YET = Set.of("camelopard.mast.url");

    private static final Set<String> DYNAMIC = Set.of(
            "toD",
            "recipientList",
            "routingSlip",
            "dynamicRouter",
            "enrich",
            "pollEnrich",
            "poll",
            "wireTap",
            "script");
    private static final Set<String> LANGUAGES =
            Set.of("groovy", "js", "mvel", "ognl", "python", "joor", "java", "spel", "language");

    static List<Route> routes() {
        return RouteFiles.routes();
    }

    static List<Route> consumersOfQueues() {
        return routes().stream()
                .filter(r -> r.uri().contains("camelopard.queue."))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("routes")
    void aRouteIsNamedAfterItsFileAndSaysWhatItDoes(Route route) {
        assertThat(route.id()).matches(Pattern.quote(route.file()) + "(-[a-z-]+)?");
        assertThat((String) route.content().get("description")).isNotBlank().doesNotEndWith(".");
    }

    @Test
    void idsAreUnique() {
        assertThat(routes()).extracting(Route::id).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("routes")
    void aDirectEndpointHasTheNameOfItsRoute(Route route) {
        if (route.uri().startsWith("direct:")) {
            assertThat(route.uri()).isEqualTo("direct:" + route.id());
        }
    }

    @Test
    void whatIsSentToHasAConsumer() {
        Set<String> consumers = routes().stream().map(Route::uri).collect(Collectors.toSet());

        assertThat(sent()).isNotEmpty().allSatisfy(uri -> {
            if (uri.matches("(direct|seda):.*")) {
                assertThat(consumers).contains(uri.replaceFirst("\\?.*", ""));
            }
        });
        assertThat(consumers).contains("{{camelopard.queue.harvests}}", "{{camelopard.queue.products}}");
    }

    @Test
    void whatJavaSendsToHasAConsumer() throws IOException {
        Set<String> consumers = routes().stream().map(Route::uri).collect(Collectors.toSet());
        consumers.add(properties().getProperty("camelopard.queue.harvests"));

        assertThat(javaStrings("(?:direct|seda):[a-z-]+")).isNotEmpty().allSatisfy(uri -> assertThat(consumers)
                .contains(uri));
    }

    @ParameterizedTest
    @MethodSource("routes")
    void theErrorHandlingOfARouteExists(Route route) {
        Object named = route.content().get("routeConfigurationId");
        if (named != null) {
            assertThat(RouteFiles.configurations()).contains((String) named);
        }
    }

    /** Redelivery repeats a step: a route called by another leaves its failures to the one that began. */
    @Test
    void theseRoutesLeaveTheirFailuresToTheirCallers() {
        assertThat(routes().stream()
                        .filter(r ->
                                RouteFiles.map(r.content().get("errorHandler")).containsKey("noErrorHandler"))
                        .map(Route::id))
                .containsExactly(
                        "discovery-book",
                        "discovery-search",
                        "fetch",
                        "links",
                        "refine",
                        "store",
                        "store-move",
                        "store-tables",
                        "triggers-inbox");
    }

    @Test
    void everyBeanThatARouteNamesIsBound() throws IOException {
        Set<String> bound =
                matches(BOUND, Files.readString(Path.of("src/main/java/io/camelopard/flow/Camelopard.java")));
        Set<String> named = new TreeSet<>();
        everything((key, value) -> {
            if (key.equals("ref") || (key.endsWith("Ref") && !key.equals("routeConfigurationRef"))) {
                named.add(String.valueOf(value));
            } else if (value instanceof String text && text.matches("#[a-zA-Z]+")) {
                named.add(text.substring(1));
            }
        });

        assertThat(bound).isNotEmpty().containsAll(named);
    }

    /**
     * What a server sent never becomes an endpoint or a program (RELIABILITY D2). The one address that is not in a route is
     * that of a step of {@code refine}, which a harvest names.
     */
    @Test
    void nothingIsSentToAnAddressThatAMessageGives() {
        everything((key, value) -> {
            if (key.equals("toD")) {
                assertThat(value).isEqualTo(Map.of("uri", "${variable.step}"));
            } else {
                assertThat(DYNAMIC).as(key).doesNotContain(key);
            }
            assertThat(LANGUAGES).as(key).doesNotContain(key);
        });
        assertThat(sent()).allSatisfy(uri -> assertThat(uri).doesNotContain("${", "$simple{"));
    }

    @Test
    void aVotableIsSplitAsItStreams() {
        List<Route> unmarshalling = routes().stream()
                .filter(r -> r.steps().toString().contains("votable"))
                .toList();

        assertThat(unmarshalling).isNotEmpty().allSatisfy(route -> {
            List<Map<String, Object>> splits = route.steps().stream()
                    .filter(step -> step.containsKey("split"))
                    .map(step -> RouteFiles.map(step.get("split")))
                    .toList();
            assertThat(splits).isNotEmpty().allSatisfy(split -> assertThat(split)
                    .containsEntry("streaming", true));
        });
    }

    @ParameterizedTest
    @MethodSource("consumersOfQueues")
    void whatComesFromAQueueLeavesItsHeadersBehind(Route route) {
        assertThat(route.steps().get(0)).isEqualTo(Map.of("removeHeaders", Map.of("pattern", "*")));
    }

    @Test
    void everyQueueIsConsumed() {
        assertThat(consumersOfQueues()).extracting(Route::id).containsExactly("discovery", "products");
    }

    @Test
    void everyPlaceholderHasADefault() throws IOException {
        Set<String> used =
                matches(PLACEHOLDER, String.join("\n", RouteFiles.texts().values()));
        used.removeAll(SET_BY_THE_PROGRAM);

        assertThat(properties().stringPropertyNames()).isNotEmpty().containsAll(used);
    }

    @Test
    void everyKeyIsUsed() throws IOException {
        Set<String> used = javaStrings("camelopard\\.[A-Za-z0-9.]+");
        used.addAll(matches(PLACEHOLDER, String.join("\n", RouteFiles.texts().values())));

        assertThat(used)
                .containsAll(properties().stringPropertyNames().stream()
                        .filter(key -> key.startsWith("camelopard.") && !NOT_YET.contains(key))
                        .toList());
    }

    @Test
    void everyGroupOfKeysIsExplained() throws IOException {
        String[] groups = Files.readString(PROPERTIES).strip().split("\n\\s*\n", -1);

        assertThat(groups).hasSizeGreaterThan(5).allSatisfy(group -> assertThat(Stream.of(group.split("\n", -1))
                        .filter(line -> !line.startsWith("# ---"))
                        .findFirst()
                        .orElse(""))
                .startsWith("#"));
    }

    @Test
    void bodiesAreNotCached() throws IOException {
        assertThat(properties()).containsEntry("camel.main.streamCachingEnabled", "false");
    }

    @Test
    void kameletsAreNamedAfterTheirFiles() throws IOException {
        RouteFiles.texts().forEach((file, text) -> {
            if (!file.endsWith(".kamelet.yaml")) {
                return;
            }
            Map<String, Object> kamelet = RouteFiles.map(RouteFiles.load(text));
            Map<String, Object> definition =
                    RouteFiles.map(RouteFiles.map(kamelet.get("spec")).get("definition"));
            String name = (String) RouteFiles.map(kamelet.get("metadata")).get("name");
            assertThat(file)
                    .isEqualTo(name + ".kamelet.yaml")
                    .matches("[a-z0-9-]+-(action|source|sink)\\.kamelet\\.yaml");
            assertThat((String) definition.get("title")).matches(".+ (Action|Source|Sink)");
            List<?> required = definition.get("required") instanceof List<?> list ? list : List.of();
            RouteFiles.map(definition.get("properties")).forEach((property, value) -> {
                assertThat(RouteFiles.map(value))
                        .as(file + " " + property)
                        .containsKeys("title", "description", "type");
                assertThat(RouteFiles.map(value).containsKey("default") || required.contains(property))
                        .as(file + " " + property)
                        .isTrue();
            });
        });
    }

    private static Set<String> sent() {
        Set<String> uris = new TreeSet<>();
        everything((key, value) -> {
            if (key.equals("to")) {
                uris.add(
                        value instanceof String uri
                                ? uri
                                : String.valueOf(RouteFiles.map(value).get("uri")));
            }
        });
        return uris;
    }

    private static void everything(java.util.function.BiConsumer<String, Object> visitor) {
        try {
            RouteFiles.texts().values().forEach(text -> RouteFiles.walk(RouteFiles.load(text), visitor));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Set<String> javaStrings(String pattern) throws IOException {
        Set<String> found = new TreeSet<>();
        try (Stream<Path> files = Files.walk(Path.of("src/main/java/io/camelopard/flow"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                found.addAll(
                        matches(Pattern.compile("\"[^\"\\n]*?(" + pattern + ")[^\"\\n]*\""), Files.readString(file)));
            }
        }
        return found;
    }

    private static Set<String> matches(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map((MatchResult m) -> m.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Properties properties() throws IOException {
        Properties properties = new Properties();
        properties.load(Files.newBufferedReader(PROPERTIES));
        return properties;
    }
}
