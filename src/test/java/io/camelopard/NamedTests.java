package io.camelopard;

import java.io.IOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Tests that a document names, as {@code `Class#method`}, looked up in the classes of the tests. */
final class NamedTests {
    private static final Pattern NAMED = Pattern.compile("`(\\w+)#(\\w+)`");
    private static final Path SOURCES = Path.of("src/test/java");
    private static final Set<String> TESTS =
            Set.of("Test", "ParameterizedTest", "RepeatedTest", "TestFactory", "Property");
    private static final Set<String> OTHER_TIERS = Set.of("faults", "bench", "interop");

    private NamedTests() {}

    static List<String> in(String text) {
        return NAMED.matcher(text).results().map(MatchResult::group).toList();
    }

    /** {@code verify}, {@code faults}, {@code bench}, {@code interop}, or what is wrong with the name. */
    static String tier(String named) {
        var parts = NAMED.matcher(named);
        if (!parts.matches()) {
            return "no Class#method";
        }
        Optional<Class<?>> type = type(parts.group(1));
        if (type.isEmpty()) {
            return "no such class";
        }
        return method(type.get(), parts.group(2))
                .map(method -> !isTest(method) ? "no test" : tier(type.get(), method))
                .orElse("no such method");
    }

    private static String tier(Class<?> type, Method method) {
        return Stream.of(method, type)
                .flatMap(NamedTests::tags)
                .filter(OTHER_TIERS::contains)
                .findFirst()
                .orElse("verify");
    }

    private static Stream<String> tags(AnnotatedElement element) {
        return Stream.concat(
                Arrays.stream(element.getAnnotationsByType(org.junit.jupiter.api.Tag.class))
                        .map(org.junit.jupiter.api.Tag::value),
                Arrays.stream(element.getAnnotationsByType(net.jqwik.api.Tag.class))
                        .map(net.jqwik.api.Tag::value));
    }

    private static boolean isTest(Method method) {
        return Arrays.stream(method.getAnnotations())
                .map(Annotation::annotationType)
                .anyMatch(type -> TESTS.contains(type.getSimpleName()));
    }

    private static Optional<Method> method(Class<?> type, String name) {
        for (Class<?> at = type; at != null; at = at.getSuperclass()) {
            Optional<Method> found = Arrays.stream(at.getDeclaredMethods())
                    .filter(method -> method.getName().equals(name) && !method.isSynthetic())
                    .findFirst();
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static Optional<Class<?>> type(String simpleName) {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            Optional<Path> file =
                    files.filter(path -> path.endsWith(simpleName + ".java")).findFirst();
            if (file.isEmpty()) {
                return Optional.empty();
            }
            String name = SOURCES.relativize(file.get()).toString().replace('/', '.');
            return Optional.of(Class.forName(
                    name.substring(0, name.length() - ".java".length()), false, NamedTests.class.getClassLoader()));
        } catch (IOException | ClassNotFoundException e) {
            throw new IllegalStateException(simpleName, e);
        }
    }
}
