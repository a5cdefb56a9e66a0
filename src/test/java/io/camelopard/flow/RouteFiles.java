package io.camelopard.flow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The route files of the repository, as plain YAML. */
final class RouteFiles {
    static final Path FOLDER = Path.of("routes");

    private RouteFiles() {}

    /** A route and the file it is in, without {@code .camel.yaml}. */
    record Route(String file, Map<String, Object> content) {
        String id() {
            return String.valueOf(content.get("id"));
        }

        Map<String, Object> from() {
            return map(content.get("from"));
        }

        String uri() {
            return String.valueOf(from().get("uri"));
        }

        @SuppressWarnings("unchecked")
        List<Map<String, Object>> steps() {
            return (List<Map<String, Object>>) from().get("steps");
        }

        @Override
        public String toString() {
            return file + ": " + id();
        }
    }

    static List<Route> routes() {
        List<Route> routes = new ArrayList<>();
        elements("route").forEach((content, file) -> routes.add(new Route(file, content)));
        return routes.stream().sorted((a, b) -> a.id().compareTo(b.id())).toList();
    }

    static List<String> configurations() {
        return elements("routeConfiguration").keySet().stream()
                .map(content -> String.valueOf(content.get("id")))
                .toList();
    }

    /** All texts of the route files by file name, and those of the kamelets. */
    static Map<String, String> texts() throws IOException {
        Map<String, String> texts = new TreeMap<>();
        try (Stream<Path> files = Files.walk(FOLDER)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".yaml")).toList()) {
                texts.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        return texts;
    }

    /** Shows each key of a document with its value, at any depth. */
    static void walk(Object node, BiConsumer<String, Object> visitor) {
        if (node instanceof Map<?, ?> fields) {
            fields.forEach((key, value) -> {
                visitor.accept(String.valueOf(key), value);
                walk(value, visitor);
            });
        } else if (node instanceof List<?> elements) {
            elements.forEach(element -> walk(element, visitor));
        }
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> map(Object node) {
        return node instanceof Map<?, ?> ? (Map<String, Object>) node : Map.of();
    }

    private static Map<Map<String, Object>, String> elements(String kind) {
        Map<Map<String, Object>, String> found = new java.util.LinkedHashMap<>();
        try {
            texts().forEach((file, text) -> {
                if (file.endsWith(".camel.yaml")) {
                    for (Object element : (List<?>) load(text)) {
                        if (map(element).containsKey(kind)) {
                            found.put(map(map(element).get(kind)), file.replace(".camel.yaml", ""));
                        }
                    }
                }
            });
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return found;
    }

    static Object load(String text) {
        return new Load(LoadSettings.builder().build()).loadFromString(text);
    }
}
