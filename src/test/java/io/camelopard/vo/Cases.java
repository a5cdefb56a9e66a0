package io.camelopard.vo;

import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.function.ThrowingConsumer;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The case files of a topic: one file a clause, with the clause quoted, and its cases. */
final class Cases {
    static final Path RESOURCES = Path.of("src/test/resources");

    private Cases() {}

    /** One case, with the keys of its file under it. */
    record Case(Map<String, Object> values) {
        String text(String key) {
            return String.valueOf(values.get(key));
        }

        boolean has(String key) {
            return values.get(key) != null;
        }

        double number(String key) {
            return ((Number) values.get(key)).doubleValue();
        }

        @SuppressWarnings("unchecked")
        List<Object> list(String key) {
            return (List<Object>) values.getOrDefault(key, List.of());
        }

        @SuppressWarnings("unchecked")
        Map<String, Object> map(String key) {
            return (Map<String, Object>) values.getOrDefault(key, Map.of());
        }
    }

    static Stream<DynamicNode> of(String topic, ThrowingConsumer<Case> test) throws IOException {
        try (Stream<Path> files = Files.list(RESOURCES.resolve("vo").resolve(topic))) {
            List<Path> sorted = files.sorted().toList();
            return sorted.stream().map(file -> container(file, test));
        }
    }

    private static DynamicNode container(Path file, ThrowingConsumer<Case> test) {
        Map<?, ?> content = load(file);
        List<?> cases = (List<?>) content.get("cases");
        return dynamicContainer(
                file.getFileName() + ": " + content.get("clause"),
                cases.stream().map(one -> {
                    Map<String, Object> values = new LinkedHashMap<>();
                    content.forEach((key, value) -> values.put(key.toString(), value));
                    ((Map<?, ?>) one).forEach((key, value) -> values.put(key.toString(), value));
                    return dynamicTest(one.toString(), () -> test.accept(new Case(values)));
                }));
    }

    private static Map<?, ?> load(Path file) {
        try {
            return (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
