package io.camelopard.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.camelopard.testing.Child;
import io.camelopard.testing.ModelTap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Camelopard is killed while its asynchronous TAP job is EXECUTING. Whoever comes after, the same command or a daemon,
 * collects that very job's result and deletes it.
 */
class JobKillTest {
    private static final Duration LONG = Duration.ofSeconds(90);

    @TempDir
    Path folder;

    private final ModelTap service = new ModelTap();

    @AfterEach
    void close() {
        service.close();
    }

    @Test
    void theSameCommandCollectsTheJob() throws IOException {
        killedWhileExecuting();

        try (Child child = camelopard("harvest", harvest(), "--json")) {
            assertThat(child.status(LONG)).as(child.output()).isZero();
            assertThat(child.out()).contains("\"rows\":7");
        }
        assertOneJobCollectedAndDeleted();
    }

    @Test
    void aDaemonCollectsTheJob() throws IOException {
        killedWhileExecuting();

        try (Child child = camelopard("run")) {
            await().atMost(LONG).until(() -> child.err().contains("state=done rows=7"));
            child.terminate();
            assertThat(child.status(LONG)).as(child.output()).isZero();
        }
        assertOneJobCollectedAndDeleted();
    }

    private void killedWhileExecuting() throws IOException {
        service.phases("PENDING", "EXECUTING").result(ModelTap.table("OK", 7));
        try (Child child = camelopard("harvest", harvest(), "--json")) {
            await().atMost(LONG).until(() -> !service.asked("GET /tap/async/j1 PHASE=EXECUTING")
                    .isEmpty());
            child.kill();
        }
        assertThat(service.left()).containsExactly("j1");
        service.finish("COMPLETED");
    }

    private void assertOneJobCollectedAndDeleted() {
        assertThat(service.made()).isEqualTo(1);
        assertThat(service.left()).isEmpty();
        assertThat(service.asked("GET /tap/async/j1/results/result")).hasSize(1);
        assertThat(service.asked("DELETE /tap/async/j1")).hasSize(1);
    }

    private String harvest() throws IOException {
        return Files.writeString(folder.resolve("job.yaml"), """
                        description: one that takes long
                        search: {protocol: tap, service: "%s", mode: async, query: SELECT * FROM t}
                        links: none
                        store: {to: "file:out"}
                        """.formatted(service.base()))
                .toString();
    }

    private Child camelopard(String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--home", folder.resolve("home").toString()));
        all.addAll(List.of("--set", "camelopard.network.allow=127.0.0.0/8"));
        return Child.camelopard(folder.resolve("out"), all.toArray(String[]::new));
    }
}
