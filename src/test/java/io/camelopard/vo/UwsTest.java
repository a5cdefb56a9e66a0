package io.camelopard.vo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.camelopard.FinalException;
import io.camelopard.TransientException;
import io.camelopard.testing.ModelTap;
import io.camelopard.testing.ModelTap.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** VO-TRAPS 4, UWS: each phase, 1.1 and 1.0, and a job that is deleted at the end whatever the end is. */
class UwsTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    Path folder;

    private final ModelTap service = new ModelTap();
    private final Map<String, String> ledger = new HashMap<>();
    private final List<Duration> pauses = new ArrayList<>();
    private Instant now = START;
    private boolean stopping;
    private Duration blocked = Duration.ofSeconds(20);

    @AfterEach
    void close() {
        service.close();
    }

    // ---- phases

    @Test
    void runsAJobFromItsMakingToItsEnd() {
        assertThat(run()).contains("<TD>1</TD>");

        assertThat(service.log())
                .containsExactly(
                        "POST /tap/async",
                        "GET /tap/async/j1",
                        "POST /tap/async/j1/phase PHASE=RUN",
                        "GET /tap/async/j1",
                        "GET /tap/async/j1 PHASE=QUEUED&WAIT=30",
                        "GET /tap/async/j1 PHASE=EXECUTING&WAIT=30",
                        "GET /tap/async/j1/results/result",
                        "DELETE /tap/async/j1");
        assertThat(ledger).isEmpty();
    }

    /** VO-TRAPS 4, UWS: WAIT blocks in the active phases only and is guarded by PHASE. */
    @Test
    void letsTheServiceWaitWithThePhaseAsGuard() {
        service.phases("PENDING", "EXECUTING", "EXECUTING", "SUSPENDED", "EXECUTING", "COMPLETED");

        run();

        assertThat(service.asked("GET /tap/async/j1 "))
                .extracting(asked -> asked.param("PHASE"))
                .containsOnly("EXECUTING");
        assertThat(service.log()).doesNotContain("GET /tap/async/j1 PHASE=PENDING&WAIT=30");
        assertThat(pauses).allMatch(pause -> pause.compareTo(Duration.ofSeconds(1)) < 0);
    }

    /** VO-TRAPS 4, UWS: 1.0 servers have no version and return at once, so that we wait longer and longer. */
    @Test
    void looksLessAndLessOftenAtAServerThatDoesNotWait() {
        service.old().phases(executing(12));

        run();

        assertThat(service.log()).noneMatch(asked -> asked.contains("WAIT"));
        assertThat(waited()).isSorted().contains(Duration.ofMillis(200), Duration.ofSeconds(30));
    }

    /** VO-TRAPS 4, UWS: WAIT may return early. */
    @Test
    void looksLessAndLessOftenAtAServerThatIgnoresWait() {
        blocked = Duration.ZERO;
        service.phases(executing(24));

        run();

        assertThat(waited()).contains(Duration.ofSeconds(30));
    }

    /** VO-TRAPS 4, UWS: HELD needs another RUN. */
    @Test
    void saysRunAgainWhenAJobIsHeld() {
        service.phases("PENDING", "HELD", "QUEUED", "COMPLETED");

        assertThat(run()).contains("<TD>1</TD>");
        assertThat(service.asked("POST /tap/async/j1/phase PHASE=RUN")).hasSize(2);
    }

    /** VO-TRAPS 4, UWS: SUSPENDED resumes itself, UNKNOWN is asked again. */
    @Test
    void waitsForWhatResumesItself() {
        service.phases("PENDING", "SUSPENDED", "UNKNOWN", "SUSPENDED", "EXECUTING", "COMPLETED");

        assertThat(run()).contains("<TD>1</TD>");
        assertThat(service.asked("POST /tap/async/j1/phase PHASE=RUN")).hasSize(1);
    }

    /** VO-TRAPS 4, UWS: ABORTED keeps partial results. */
    @Test
    void handsOutWhatAnAbortedJobHasAndSaysSo() {
        service.phases("PENDING", "ABORTED");

        assertThat(uws().run(create(), known(), UwsJob::aborted)).isTrue();
        assertThat(service.left()).isEmpty();
    }

    @Test
    void failsWhenAnAbortedJobHasNothing() {
        service.phases("PENDING", "ABORTED")
                .results("")
                .more("<uws:errorSummary><uws:message>too long</uws:message></uws:errorSummary>");

        assertThatThrownBy(this::run)
                .isInstanceOf(FinalException.class)
                .hasMessageEndingWith("/tap/async/j1: the service aborted the job: too long");
        assertThat(service.left()).isEmpty();
    }

    @Test
    void takesTheResultsOfAnArchivedJobAndMakesOneWithoutAnew() {
        service.phases("PENDING", "ARCHIVED");
        assertThat(run()).contains("<TD>1</TD>");

        service.results("");
        assertThatThrownBy(this::run).isInstanceOf(FinalException.class).hasMessageContaining("lost the job 3 times");
        assertThat(service.made()).isEqualTo(4);
    }

    @Test
    void givesAJobUpThatDoesNotEnd() {
        service.phases("PENDING", "SUSPENDED");

        assertThatThrownBy(this::run)
                .isInstanceOf(FinalException.class)
                .hasMessageContaining("the job is SUSPENDED after 2 h; it is given up (camelopard.jobs.longest)");
        assertThat(service.left()).isEmpty();
    }

    // ---- errors

    /** VO-TRAPS 4: the error document stands at /error, with status 200, as VOTable, text or HTML. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "no such table",
                "<html><head><title>no such table</title></head></html>",
                "<VOTABLE><RESOURCE><INFO name='QUERY_STATUS' value='ERROR'>no such table</INFO></RESOURCE></VOTABLE>"
            })
    void failsWithTheWordsOfTheErrorDocument(String document) {
        service.phases("PENDING", "ERROR")
                .more("<uws:errorSummary type=\"fatal\"><uws:message>Oops</uws:message></uws:errorSummary>")
                .instead(asked -> asked.path().endsWith("/error") ? Reply.of(200, document) : null);

        assertThatThrownBy(this::run)
                .isInstanceOf(FinalException.class)
                .hasMessageContaining("the job ended in an error: Oops; ")
                .hasMessageContaining("no such table");
        assertThat(service.left()).isEmpty();
        assertThat(ledger).isEmpty();
    }

    @Test
    void failsForNowWhenTheServiceSaysThatItPasses() {
        service.phases("PENDING", "ERROR")
                .more("<uws:errorSummary type=\"transient\"><uws:message>disk full</uws:message></uws:errorSummary>");

        assertThatThrownBy(this::run).isInstanceOf(TransientException.class).hasMessageContaining("disk full");
    }

    @Test
    void failsWhenTheJobIsNotTakenOrNotRun() {
        service.instead(
                asked -> asked.toString().equals("POST /tap/async") ? Reply.of(400, ModelTap.error("no LANG")) : null);
        assertThatThrownBy(this::run).isInstanceOf(FinalException.class).hasMessageContaining("HTTP 400: no LANG");

        service.instead(asked -> asked.path().endsWith("/phase") ? Reply.of(400, "not now") : null);
        assertThatThrownBy(this::run).isInstanceOf(FinalException.class).hasMessageContaining("HTTP 400: not now");
        assertThat(service.left()).isEmpty();
    }

    // ---- making and deleting

    @Test
    void keepsTheUrlBeforeTheJobRuns() {
        service.instead(asked -> {
            if (asked.path().endsWith("/phase")) {
                assertThat(ledger.values()).containsExactly(service.base() + "/async/j1");
            }
            return null;
        });

        assertThat(run()).contains("<TD>1</TD>");
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 307, 308})
    void makesTheJobWhereTheServiceHasMovedTo(int status) {
        String old = service.base().replace("/tap", "/old/async");
        service.instead(asked -> asked.path().equals("/old/async") ? Reply.to(status, "/tap/async") : null);

        assertThat(run(Request.post(old, List.of(Map.entry("QUERY", "x")), 1000, "test")))
                .contains("<TD>1</TD>");
        assertThat(service.asked("POST /tap/async").get(0).param("QUERY")).isEqualTo("x");
    }

    @Test
    void findsTheNewJobInTheBodyWhereThereIsNoRedirect() {
        AtomicInteger first = new AtomicInteger();
        service.instead(asked -> {
            boolean creating = asked.toString().equals("POST /tap/async") && first.getAndIncrement() == 0;
            if (!creating) {
                return null;
            }
            service.ask("POST", "/tap/async", null, "");
            return Reply.of(200, "<job><jobId>j1</jobId><phase>PENDING</phase></job>");
        });

        assertThat(run()).contains("<TD>1</TD>");
    }

    /** Services that take no DELETE are told by POST; one that takes neither is left alone, and the result is good. */
    @Test
    void deletesByPostWhereDeleteIsNotTaken() {
        service.instead(asked -> asked.method().equals("DELETE") ? Reply.of(405, "") : null);
        run();
        assertThat(service.left()).isEmpty();

        service.instead(asked ->
                asked.method().equals("DELETE") || asked.param("ACTION").equals("DELETE") ? Reply.of(405, "") : null);
        assertThat(run()).contains("<TD>1</TD>");
        assertThat(service.left()).hasSize(1);
        assertThat(ledger).isEmpty();
    }

    /** VO-TRAPS 4, UWS: DELETE answers 303 to the list of all jobs, which is not asked for. */
    @Test
    void doesNotAskForTheListOfAllJobs() {
        run();

        assertThat(service.log()).doesNotContain("GET /tap/async");
    }

    // ---- results

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<result id='x' href='/tap/async/j1/results/result'/><result id='RESULT' href='/tap/async/good'/>",
                "<result id='table' href='good'/>",
                "<result id='table' href='/tap/async/good'/>"
            })
    void takesTheResultCalledResultElseTheOnlyOne(String results) {
        service.results(results)
                .instead(asked -> asked.path().equals("/tap/async/good") ? Reply.of(200, "good") : null);

        assertThat(run()).isEqualTo("good");
    }

    @Test
    void takesTheResultWhereItIsByTheStandardWhenItsAddressIsRefused() {
        service.results("<result id='result' href='/elsewhere'/>")
                .instead(asked -> asked.path().equals("/elsewhere") ? Reply.of(403, "") : null);

        assertThat(run()).contains("<TD>1</TD>");
    }

    // ---- what goes wrong on the way

    @Test
    void makesAJobAnewThatTheServiceHasLost() {
        AtomicInteger looks = new AtomicInteger();
        service.instead(asked -> {
            if (asked.toString().startsWith("GET /tap/async/j1") && looks.incrementAndGet() == 2) {
                service.lose();
            }
            return null;
        });

        assertThat(run()).contains("<TD>1</TD>");
        assertThat(service.made()).isEqualTo(2);
        assertThat(service.left()).isEmpty();
    }

    @Test
    void losesNoJobWhenTheServiceIsAwayForAWhile() {
        AtomicInteger looks = new AtomicInteger();
        service.instead(asked -> {
            boolean away = asked.method().equals("GET") && looks.incrementAndGet() > 1 && looks.get() < 12;
            return away ? Reply.of(looks.get() % 2 == 0 ? 503 : 200, "<html>proxy</html>") : null;
        });

        assertThat(run()).contains("<TD>1</TD>");
        assertThat(service.made()).isEqualTo(1);
    }

    @Test
    void givesUpAfterHalfAnHourWithoutAnAnswer() {
        service.instead(asked -> asked.method().equals("GET") ? Reply.of(503, "") : null);

        assertThatThrownBy(this::run).isInstanceOf(TransientException.class);
        assertThat(Duration.between(START, now)).isBetween(Duration.ofMinutes(30), Duration.ofMinutes(40));
    }

    /** Our own restart while polling does not lose the job. */
    @Test
    void leavesTheJobAloneWhenThisProcessStopsAndFindsItAgain() {
        service.phases("PENDING", "EXECUTING", "EXECUTING", "EXECUTING", "COMPLETED")
                .instead(asked -> {
                    stopping = asked.toString().contains("WAIT");
                    return null;
                });
        assertThatThrownBy(this::run).isInstanceOf(TransientException.class).hasMessageContaining("stopping");
        assertThat(service.left()).hasSize(1);
        assertThat(ledger).hasSize(1);

        stopping = false;
        service.instead(asked -> null);
        assertThat(run()).contains("<TD>1</TD>");
        assertThat(service.made()).isEqualTo(1);
        assertThat(service.left()).isEmpty();
        assertThat(ledger).isEmpty();
    }

    @Test
    void takesAnotherQuestionForAnotherJob() {
        ledger.put(Fingerprint.of(create()), service.base() + "/async/j7");

        run(Request.post(service.base() + "/async", List.of(Map.entry("QUERY", "other")), 1000, "test"));

        assertThat(ledger).hasSize(1);
        assertThat(service.asked("GET /tap/async/j7")).isEmpty();
    }

    // ---- the parts

    private String run() {
        return run(create());
    }

    private String run(Request create) {
        Uws uws = uws();
        return uws.run(create, known(), job -> {
            try (Answer answer = uws.result(job)) {
                return Files.readString(answer.body());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private Request create() {
        return Request.post(service.base() + "/async", List.of(Map.entry("QUERY", "select 1")), 1000, "test");
    }

    private Uws uws() {
        Uws.Settings settings = new Uws.Settings(Duration.ofSeconds(30), Duration.ofHours(2));
        return new Uws(new CannedAsk(folder, this::reply), this::pause, clock(), settings);
    }

    private boolean pause(Duration time) {
        if (!stopping && !time.isZero()) {
            pauses.add(time);
            now = now.plus(time);
        }
        return !stopping;
    }

    private List<Duration> waited() {
        return pauses.stream()
                .filter(pause -> pause.compareTo(Duration.ofMillis(100)) > 0)
                .toList();
    }

    private CannedAsk.Reply reply(Request request) {
        String target = request.uri().substring(service.base().length() - "/tap".length());
        Reply reply =
                service.ask(request.method(), target, null, request.method().equals("POST") ? request.form() : "");
        if (request.uri().contains("WAIT=")) {
            now = now.plus(blocked);
        }
        return new CannedAsk.Reply(reply.status(), reply.headers(), reply.body().getBytes(StandardCharsets.UTF_8));
    }

    private KnownJobs known() {
        return new KnownJobs() {
            @Override
            public Optional<String> find(String key) {
                return Optional.ofNullable(ledger.get(key));
            }

            @Override
            public void keep(String key, String url) {
                ledger.put(key, url);
            }

            @Override
            public void forget(String key) {
                ledger.remove(key);
            }
        };
    }

    private Clock clock() {
        return new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now;
            }
        };
    }

    private static String[] executing(int times) {
        List<String> phases = new ArrayList<>(List.of("PENDING"));
        for (int i = 0; i < times; i++) {
            phases.add("EXECUTING");
        }
        phases.add("COMPLETED");
        return phases.toArray(String[]::new);
    }
}
