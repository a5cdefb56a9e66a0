package io.camelopard.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.camelopard.ledger.RunState;
import io.camelopard.testing.MisbehavingServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing that a server or a queue says is resolved, obeyed, or stops the workers (RELIABILITY F3, F5, D1, D2, Q3). */
class CanaryTest {
    private static final List<String> CANARIES = List.of(
            "{{env:PATH}}", "${sysenv.PATH}", "${env.PATH}", "#{systemEnvironment}", "RAW(x)", "$simple{date:now}");

    @TempDir
    Path temp;

    @Test
    void remoteTextIsNeverResolvedAndRemoteHeadersAreNotObeyed() throws Exception {
        try (MisbehavingServer archive = MisbehavingServer.start();
                Daemon daemon = Daemon.of(Daemon.BASE, temp, Map.of(), Camelopard.Role.DAEMON)) {
            archive.serve("/cone").text(votable(archive)).type("application/x-votable+xml");
            var products = archive.otherwise().fits(5760);
            for (String name :
                    List.of("CamelHttpUri", "CamelFileName", "kafka.OVERRIDE_TOPIC", "breadcrumbId", "operationName")) {
                products.header(name, "hostile")
                        .header(name.toLowerCase(Locale.ROOT), "hostile")
                        .header(name.toUpperCase(Locale.ROOT), "hostile");
            }
            daemon.drop("canary.yaml", harvest(archive));
            Daemon.await()
                    .until(() -> daemon.runs().size() == 1
                            && daemon.runs().get(0).state().ended());

            assertThat(daemon.runs().get(0).state()).isEqualTo(RunState.DONE);
            assertThat(daemon.runs().get(0).stored()).isEqualTo(CANARIES.size());
            String path = System.getenv("PATH");
            assertThat(archive.requests()).hasSize(CANARIES.size() + 1).allSatisfy(request -> {
                assertThat(request.target()).doesNotContain(path, "{", "}", "#", " ");
                assertThat(request.headers().toString()).doesNotContain(path, "hostile");
            });
            assertThat(archive.requests().toString())
                    .contains("%7B%7Benv:PATH%7D%7D")
                    .contains("%24%7Bsysenv.PATH%7D");
            List<String> stored = stored(daemon.home.resolve("store"));
            assertThat(stored).hasSize(CANARIES.size()).allSatisfy(name -> assertThat(name)
                    .startsWith("canary/")
                    .doesNotContain(path, "hostile", "{", "}", "$")
                    .matches("[A-Za-z0-9._+=@%/-]+"));
        }
    }

    @Test
    void messagesThatAreNoneAreDroppedAndTheWorkersGoOn() throws Exception {
        try (Logged logged = new Logged();
                Daemon daemon = Daemon.withDemo(temp, Map.of())) {
            List<String> poison = List.of(
                    "not JSON",
                    "[]",
                    "{\"run\": 7}",
                    "{\"product\": \"x\"}",
                    "{\"product\": 99, \"token\": 1}",
                    "x".repeat(1 << 20));
            for (String message : poison) {
                daemon.send("seda:products", message);
                daemon.send("seda:harvests", message);
            }
            Daemon.await().until(() -> logged.warnings().size() >= 2 * poison.size());
            daemon.drop("ask.json", "{\"harvest\": \"nustar-3c105\"}");
            Daemon.await()
                    .until(() -> daemon.runs().size() == 1
                            && daemon.runs().get(0).state().ended());

            assertThat(daemon.runs().get(0).state()).isEqualTo(RunState.DONE);
            assertThat(logged.warnings()).allMatch(warning -> warning.length() < 1000);
        }
    }

    private static String votable(MisbehavingServer archive) {
        String rows = CANARIES.stream()
                .map(canary -> "<TR><TD>%s</TD><TD>%s</TD></TR>\n"
                        .formatted(canary, archive.url("/p/" + canary + "?leak=" + canary)))
                .collect(Collectors.joining());
        return """
                <VOTABLE version="1.3"><RESOURCE type="results"><INFO name="QUERY_STATUS" value="OK"/><TABLE>
                <FIELD name="obs_publisher_did" datatype="char" arraysize="*"/>
                <FIELD name="access_url" datatype="char" arraysize="*"/>
                <DATA><TABLEDATA>%s</TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>
                """.formatted(rows);
    }

    private static String harvest(MisbehavingServer archive) {
        return """
                description: canaries
                target: "10 20"
                search:
                  protocol: scs
                  service: %s
                  radius: 1
                links: direct
                store:
                  to: file:canary
                  name: "{obs_publisher_did}.fits"
                """.formatted(archive.url("/cone"));
    }

    private static List<String> stored(Path store) throws IOException {
        try (Stream<Path> files = Files.walk(store)) {
            return files.filter(Files::isRegularFile)
                    .map(f -> store.relativize(f).toString())
                    .toList();
        }
    }
}
