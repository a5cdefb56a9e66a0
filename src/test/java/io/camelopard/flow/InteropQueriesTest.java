package io.camelopard.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.camelopard.flow.Peers.Got;
import io.camelopard.ledger.Run;
import io.camelopard.ledger.RunState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The queries of {@code interop/queries.yaml}, each of which finds what pyvo and STILTS find. */
@Tag("interop")
class InteropQueriesTest {
    private static final Path QUERIES = Path.of("src/test/resources/interop/queries.yaml");

    @TempDir
    static Path folder;

    private static String base;
    private static List<Clause> clauses;
    private static Peers peers;
    private static Trial trial;

    private record Clause(String title, List<Query> queries) {}

    private record Query(Map<String, Object> keys) {
        String text(String key) {
            return String.valueOf(keys.get(key));
        }

        boolean has(String key) {
            return keys.get(key) != null;
        }

        /** Whether its rows can be had of a table: not of a search that fails, and of many services there is no one table. */
        boolean hasTable() {
            return !has("error") && !text("counts").equals("targets");
        }

        String harvest() {
            return "description: " + text("name") + "\n"
                    + text("harvest").replace("{base}", base).replace("{folder}", folder.toString())
                    + "links: none\n"
                    + (hasTable() ? "store: {to: 'file:tables'}\n" + tableSpec() : "");
        }

        private String tableSpec() {
            String columns = has("columns") ? ", columns: " + text("columns") : "";
            return "table: {file: %s.vot%s}\n".formatted(text("name"), columns);
        }

        NormalForm table() {
            return NormalForm.of(trial.settings().store().resolve("tables").resolve(text("name") + ".vot"));
        }
    }

    @BeforeAll
    static void askThePeers() throws IOException {
        base = Dachs.base(folder);
        clauses = load();
        peers = Peers.ask(
                base,
                folder,
                clauses.stream()
                        .flatMap(clause -> clause.queries().stream())
                        .map(Query::keys)
                        .toList(),
                List.of());
        trial = Trial.in(Files.createDirectory(folder.resolve("trial")))
                .set("camelopard.registry.url", base + "/tap")
                .start();
    }

    @AfterAll
    static void stop() {
        if (trial != null) {
            trial.close();
        }
    }

    @SuppressWarnings("unchecked")
    private static List<Clause> load() throws IOException {
        List<Map<String, Object>> all = (List<Map<String, Object>>)
                new Load(LoadSettings.builder().build()).loadFromString(Files.readString(QUERIES));
        return all.stream()
                .map(clause -> new Clause(
                        clause.get("clause").toString(),
                        ((List<Map<String, Object>>) clause.get("queries"))
                                .stream().map(Query::new).toList()))
                .toList();
    }

    @TestFactory
    Stream<DynamicNode> findsWhatOthersFind() {
        return clauses.stream()
                .map(clause -> dynamicContainer(
                        clause.title(),
                        clause.queries().stream()
                                .map(query -> dynamicTest(query.text("name"), () -> findsTheSame(query)))));
    }

    private static void findsTheSame(Query query) {
        Run run = trial.run(query.text("name"), query.harvest());
        Got pyvo = peers.got(query.text("name"), "pyvo");
        if (query.has("error")) {
            assertThat(run.state()).as(run.error()).isEqualTo(RunState.FAILED);
            assertThat(run.error()).contains(query.text("error"));
            // pyvo does not notice that an answer is truncated.
            assertThat(pyvo.error() == null).as(pyvo.error()).isEqualTo(query.has("overflow"));
        } else {
            assertThat(run.state()).as(run.error()).isEqualTo(RunState.DONE);
            assertThat(run.targetsFailed()).as(run.error()).isZero();
            NormalForm table = query.hasTable() ? query.table() : null;
            for (String peer : query.has("stilts") ? List.of("pyvo", "stilts") : List.of("pyvo")) {
                assertFound(query, run, peers.got(query.text("name"), peer));
                if (table != null) {
                    assertSame(table, query.text("name"), peer);
                }
            }
        }
        assertThat(run.overflow()).isEqualTo(query.has("overflow"));
    }

    private static void assertFound(Query query, Run run, Got got) {
        assertThat(got.error()).isNull();
        assertThat(count(query, run)).isEqualTo(got.rows());
        if (query.has("rows")) {
            assertThat(got.rows()).isEqualTo(((Number) query.keys().get("rows")).longValue());
        } else {
            assertThat(got.rows()).isPositive();
        }
    }

    private static void assertSame(NormalForm table, String query, String peer) {
        assertThat(table.columns()).as(peer).isEqualTo(peers.got(query, peer).columns());
        List<String> rows = peers.rows(query, peer);
        assertThat(NormalForm.surplus(table.rows(), rows))
                .as("only in our table")
                .isEmpty();
        assertThat(NormalForm.surplus(rows, table.rows()))
                .as("only " + peer + " has")
                .isEmpty();
    }

    private static long count(Query query, Run run) {
        return switch (query.has("counts") ? query.text("counts") : "rows") {
            case "rows" -> run.rows();
            case "selected" -> run.selected();
            case "targets" -> run.targets();
            default -> throw new IllegalArgumentException(query.text("counts"));
        };
    }
}
