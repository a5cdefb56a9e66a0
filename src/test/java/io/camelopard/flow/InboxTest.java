package io.camelopard.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.camelopard.ledger.Ledger;
import io.camelopard.ledger.Run;
import io.camelopard.ledger.RunState;
import io.camelopard.ledger.Trigger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is dropped into HOME/inbox becomes a run, or is told why not. */
class InboxTest {
    private static final Path HARVEST = Daemon.BASE.resolve("config/harvests/nustar-3c105.yaml");

    @TempDir
    Path temp;

    @Test
    void aHarvestARequestAndATargetListEachLeadToAFinishedRun() throws Exception {
        try (Daemon daemon = Daemon.withDemo(temp, Map.of())) {
            daemon.drop("mine.yaml", Files.readString(HARVEST));
            daemon.drop("ask.json", "{\"harvest\": \"nustar-3c105\", \"target\": \"3C 105\"}");
            daemon.drop("nustar-3c105--list.csv", "name\n3C 105\n");

            Daemon.await()
                    .until(() -> daemon.runs().size() == 3
                            && daemon.runs().stream()
                                    .allMatch(run -> run.state().ended()));

            assertThat(daemon.runs()).allSatisfy(run -> {
                assertThat(run.state()).isEqualTo(RunState.DONE);
                assertThat(run.trigger()).isEqualTo(Trigger.INBOX);
                assertThat(run.products()).isPositive();
                assertThat(run.failed()).isZero();
            });
            assertThat(daemon.runs())
                    .extracting(Run::harvest)
                    .containsExactlyInAnyOrder("mine", "nustar-3c105", "nustar-3c105");
            Daemon.await().until(() -> names("done").size() == 3);
            assertThat(names("done"))
                    .allMatch(name -> name.matches("\\d{8}T\\d{9}-(mine.yaml|ask.json|nustar-3c105--list.csv)"));
            assertThat(names("failed")).isEmpty();
        }
    }

    @Test
    void brokenOnesAreToldWhy() throws Exception {
        try (Daemon daemon = Daemon.withDemo(temp, Map.of())) {
            daemon.drop("bad.yaml", "description: x\nnonsense: 1\n");
            daemon.drop("key.json", "{\"harvest\": \"nustar-3c105\", \"tarket\": \"3C 105\"}");
            daemon.drop("unknown.json", "{\"harvest\": \"nosuch\"}");
            daemon.drop("text.json", "hello");
            daemon.drop("notes.txt", "hello");
            daemon.drop("nosuch--list.csv", "name\n3C 105\n");
            daemon.drop("nustar-3c105--broken.vot", "<VOTABLE><RESOURCE>");

            Daemon.await().until(() -> names("failed").size() == 14);

            assertThat(reason("bad.yaml")).contains("bad.yaml:2: ").contains("nonsense");
            assertThat(reason("key.json"))
                    .isEqualTo("key.json: unknown key 'tarket'; a request has harvest, target, limit\n");
            assertThat(reason("unknown.json"))
                    .startsWith("no harvest 'nosuch' in ")
                    .endsWith("that checks; there are: nustar-3c105\n");
            assertThat(reason("text.json")).startsWith("text.json:1: is not a JSON object");
            assertThat(reason("notes.txt"))
                    .isEqualTo("notes.txt: is not a harvest (.yaml), a request (.json) or a target list"
                            + " (HARVEST--anything.csv or .vot)\n");
            assertThat(reason("nosuch--list.csv")).startsWith("no harvest 'nosuch' in ");
            assertThat(reason("nustar-3c105--broken.vot")).contains("nustar-3c105--broken.vot");
            assertThat(daemon.runs()).isEmpty();
            assertThat(names("done")).isEmpty();
        }
    }

    @Test
    void aSecondOfTheSameNameDoesNotOverwriteTheFirst() throws Exception {
        try (Daemon daemon = Daemon.withDemo(temp, Map.of())) {
            daemon.drop("text.json", "hello");
            Daemon.await().until(() -> names("failed").size() == 2);
            daemon.drop("text.json", "good bye");
            Daemon.await().until(() -> names("failed").size() == 4);

            assertThat(temp.resolve("home/inbox/failed/text.json")).hasContent("hello");
            assertThat(names("failed"))
                    .filteredOn(name -> name.matches("\\d{8}T\\d{9}-text\\.json(\\.reason\\.txt)?"))
                    .hasSize(2);
        }
    }

    @Test
    void aHundredAtOnceAreTakenAndTheUnfinishedLeftAlone() throws Exception {
        try (Daemon daemon = Daemon.withDemo(temp, Map.of())) {
            Path inbox = daemon.home.resolve("inbox");
            for (String name : List.of(".a.json", "b.json.part", "c.json.tmp")) {
                Files.writeString(inbox.resolve(name), "{}");
            }
            for (int i = 0; i < 100; i++) {
                daemon.drop(
                        "r%d.json".formatted(i),
                        "{\"harvest\": \"nustar-3c105\", \"target\": \"%d.5 -70\"}".formatted(i));
            }

            Daemon.await()
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> names("done").size() == 100);

            assertThat(daemon.runs()).hasSize(100);
            assertThat(names("")).contains(".a.json", "b.json.part", "c.json.tmp");
            assertThat(names("failed")).isEmpty();
        }
    }

    /** The process died after the file was booked and before it was moved. */
    @Test
    void aFileThatIsTakenTwiceStartsOneRun() throws Exception {
        Path inbox = Files.createDirectories(temp.resolve("home/inbox"));
        Path config = Files.createDirectories(temp.resolve("harvests"));
        Files.copy(HARVEST, config.resolve("nustar-3c105.yaml"));
        Files.writeString(inbox.resolve("ask.json"), "{\"harvest\": \"nustar-3c105\"}");
        try (Ledger ledger = Ledger.open(Ledger.Settings.in(temp.resolve("home")));
                DefaultCamelContext context = new DefaultCamelContext()) {
            Inbox taking = new Inbox(ledger, new Catalogue(config), inbox, temp.resolve("home/targets"));
            taking.accept(dropped(context));
            taking.accept(dropped(context));
            ledger.runs().list(null, 10).forEach(run -> ledger.runs().fail(run.id(), "x", false));
            taking.accept(dropped(context));

            assertThat(ledger.runs().list(null, 10)).hasSize(1);
        }
    }

    private static Exchange dropped(DefaultCamelContext context) {
        Exchange exchange = new DefaultExchange(context);
        exchange.getMessage().setHeader(Exchange.FILE_NAME, "ask.json");
        return exchange;
    }

    private String reason(String name) throws IOException {
        Path failed = temp.resolve("home/inbox/failed");
        assertThat(failed.resolve(name)).exists();
        return Files.readString(failed.resolve(name + ".reason.txt"));
    }

    private List<String> names(String folder) throws IOException {
        Path path = temp.resolve("home/inbox").resolve(folder);
        if (!Files.isDirectory(path)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(path)) {
            return files.map(f -> f.getFileName().toString()).toList();
        }
    }
}
