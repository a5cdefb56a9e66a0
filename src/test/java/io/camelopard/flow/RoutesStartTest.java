package io.camelopard.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.camelopard.MisuseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The routes as they stand in the repository start, with those that an operator adds. */
class RoutesStartTest {
    private static final Path SAMPLE = Path.of("src/test/resources/vo-samples/votable/gaia-small-votable.vot");

    @TempDir
    Path temp;

    @ParameterizedTest
    @EnumSource(Camelopard.Role.class)
    void allRoutesStartAndStopInTime(Camelopard.Role role) throws Exception {
        Path folder = Files.createDirectories(temp.resolve("with a space"));
        long stopping;
        try (Daemon daemon = Daemon.of(Daemon.BASE, folder, Map.of("camel.main.jmxEnabled", "true"), role)) {
            Map<String, String> states = Daemon.routes();

            assertThat(states.keySet())
                    .containsExactlyInAnyOrderElementsOf(RouteFiles.routes().stream()
                            .map(RouteFiles.Route::id)
                            .toList());
            states.forEach((id, state) -> assertThat(state).as(id).isEqualTo(starts(id, role) ? "Started" : "Stopped"));
            assertThat(daemon.home).isDirectory();
            stopping = System.nanoTime();
        }

        assertThat(Duration.ofNanos(System.nanoTime() - stopping)).isLessThan(Duration.ofSeconds(10));
        assertThat(Daemon.routes()).isEmpty();
    }

    private static boolean starts(String route, Camelopard.Role role) {
        if (route.startsWith("triggers-") || route.equals("feeder-adopt")) {
            return role == Camelopard.Role.DAEMON;
        }
        return !(route.equals("feeder-timer") || route.equals("discovery")) || role != Camelopard.Role.WORKER;
    }

    @Test
    void anOperatorsRouteReadsVotablesRowByRow() throws Exception {
        Path base = copyOfRoutes();
        Files.writeString(
                base.resolve("routes/own.camel.yaml"), """
                - route:
                    id: own
                    from:
                      uri: file:%s
                      parameters: {initialDelay: "0", delay: "50", noop: true}
                      steps:
                        - unmarshal: {custom: {ref: votable}}
                        - split:
                            expression: {simple: {expression: "${body}"}}
                            streaming: true
                            steps:
                              - setBody: {simple: {expression: "id=${body[source_id]}", trim: false}}
                              - to:
                                  uri: file:%s
                                  parameters: {fileExist: Append, fileName: ids.txt, appendChars: '\\n'}
                """.formatted(temp.resolve("in"), temp.resolve("out")));
        Files.createDirectories(temp.resolve("in"));
        Files.copy(SAMPLE, temp.resolve("in/gaia.vot"));

        try (Daemon daemon = Daemon.of(base, temp, Map.of(), Camelopard.Role.DAEMON)) {
            assertThat(daemon.home).isDirectory();
            Path ids = temp.resolve("out/ids.txt");
            Daemon.await()
                    .until(() -> Files.exists(ids) && Files.readAllLines(ids).size() >= rows());

            assertThat(Files.readAllLines(ids)).hasSize(rows()).allMatch(id -> id.matches("id=\\d{5,}"));
            assertThat(Daemon.routes()).containsEntry("own", "Started");
        }
    }

    @Test
    void aBrokenRouteIsToldAtTheStart() throws IOException {
        Path base = copyOfRoutes();
        Files.writeString(base.resolve("routes/own.camel.yaml"), """
                - route:
                    id: own
                    from:
                      uri: direct:own
                      steps:
                        - bean: {ref: nobody, method: nothing}
                """);

        assertThatThrownBy(() ->
                        Daemon.of(base, temp, Map.of(), Camelopard.Role.DAEMON).close())
                .isInstanceOf(MisuseException.class)
                .hasMessageContaining("the routes do not start: ")
                .hasMessageContaining("nobody");
    }

    private static int rows() throws IOException {
        return Files.readString(SAMPLE).split("<TR>", -1).length - 1;
    }

    private Path copyOfRoutes() throws IOException {
        Path base = Files.createDirectories(temp.resolve("a base"));
        Files.createDirectories(base.resolve("routes"));
        try (Stream<Path> files = Files.list(RouteFiles.FOLDER)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(
                        file, base.resolve("routes").resolve(file.getFileName().toString()));
            }
        }
        return base;
    }
}
