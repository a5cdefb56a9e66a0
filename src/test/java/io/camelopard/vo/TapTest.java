package io.camelopard.vo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.camelopard.FinalException;
import io.camelopard.TransientException;
import io.camelopard.testing.ModelTap;
import io.camelopard.testing.ModelTap.Reply;
import io.camelopard.votable.Limits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** VO-TRAPS 4, TAP and DALI: what is sent, when a job is tried, and whose words count. */
class TapTest {
    @TempDir
    Path folder;

    private final ModelTap service = new ModelTap().result(ModelTap.table("OK", 9));
    private final Map<String, String> ledger = new HashMap<>();

    @AfterEach
    void close() {
        service.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "/sync", "/sync/", "/async", "?"})
    void takesTheUrlOfTheServiceInAnySpelling(String end) {
        assertThat(Tap.base("https://x.org/tap" + end)).isEqualTo("https://x.org/tap");
    }

    /** VO-TRAPS 4, TAP: LANG is required, and REQUEST by 1.0 services. */
    @Test
    void sendsWhatBothVersionsOfTheStandardWant() {
        service.sync(asked -> Reply.of(200, ModelTap.table("OK", 1)));

        text(tap().sync(query("SELECT 1")));

        assertThat(service.asked().get(0).params())
                .containsOnlyKeys("REQUEST", "LANG", "QUERY")
                .containsEntry("LANG", List.of("ADQL"))
                .containsEntry("REQUEST", List.of("doQuery"));
    }

    @TestFactory
    Stream<DynamicNode> triesAJobWhereTheServiceSaysSo() throws IOException {
        return Cases.of("tap-auto", one -> {
            ledger.clear();
            int status = ((Number) one.values().getOrDefault("status", 200)).intValue();
            service.sync(asked -> Reply.of(status, one.text("body")));
            if (one.text("then").equals("job")) {
                assertThat(text(tap().auto(query("SELECT 1"), known()))).contains("<TD>9</TD>");
                assertThat(service.left()).isEmpty();
            } else {
                int made = service.made();
                assertThatThrownBy(() -> tap().auto(query("SELECT 1"), known()))
                        .isInstanceOf(FinalException.class)
                        .hasMessageContaining(one.text("then"));
                assertThat(service.made()).isEqualTo(made);
            }
            assertThat(left()).isZero();
        });
    }

    @Test
    void staysWithOneRequestWhereThatIsEnough() {
        service.sync(asked -> Reply.of(200, ModelTap.table("OK", 2)));

        assertThat(text(tap().auto(query("SELECT 1"), known()))).contains("<TD>2</TD>");
        assertThat(service.made()).isZero();
    }

    /** VO-TRAPS 4, TAP: MAXREC is ours, so that its overflow is no limit of the service. */
    @Test
    void staysWithTheOverflowThatItAskedFor() {
        service.sync(asked -> Reply.of(200, ModelTap.table("OVERFLOW", 2)));
        Tap.Query query = new Tap.Query(service.base(), "SELECT 1", Map.of(), 2, null);

        assertThat(text(tap().auto(query, known()))).contains("OVERFLOW");
        assertThat(service.made()).isZero();
    }

    @Test
    void asksAgainWhereTheServiceIsBusyAndMakesNoJobOfIt() {
        service.sync(asked ->
                service.asked("GET /tap/sync").size() < 2 ? Reply.of(503, "") : Reply.of(200, ModelTap.table("OK", 2)));

        assertThat(text(tap().auto(query("SELECT 1"), known()))).contains("<TD>2</TD>");
        assertThat(service.made()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"404", "405", "501"})
    void countsWhatCameOfTheRequestWhereThereAreNoJobs(int status) {
        service.sync(asked -> Reply.of(200, ModelTap.table("OVERFLOW", 2)))
                .instead(asked -> asked.path().endsWith("/async") ? Reply.of(status, "no") : null);
        assertThat(text(tap().auto(query("SELECT 1"), known()))).contains("OVERFLOW");

        service.sync(asked -> Reply.of(504, "gateway"));
        assertThatThrownBy(() -> tap().auto(query("SELECT 1"), known()))
                .isInstanceOf(TransientException.class)
                .hasMessageContaining("HTTP 504");
        assertThat(left()).isZero();
    }

    /** A job that was going on when the process died is what goes on, and no request comes before it. */
    @Test
    void goesOnWithTheJobThatIsKnown() {
        service.sync(asked -> Reply.of(504, ""));
        service.ask("POST", "/tap/async", null, "");
        Request create = Request.post(
                service.base() + "/async",
                List.of(Map.entry("REQUEST", "doQuery"), Map.entry("LANG", "ADQL"), Map.entry("QUERY", "SELECT 1")),
                1,
                "test");
        ledger.put(Fingerprint.of(create), service.base() + "/async/j1");

        assertThat(text(tap().auto(query("SELECT 1"), known()))).contains("<TD>9</TD>");
        assertThat(service.asked("GET /tap/sync")).isEmpty();
        assertThat(service.made()).isEqualTo(1);
    }

    @Test
    void readsTheLimitsOfUploads() {
        CannedAsk ask = new CannedAsk(
                folder,
                request -> CannedAsk.Reply.sample(
                        request.url().contains("gavo")
                                ? "vosi/gavo-registry-capabilities.xml"
                                : "vosi/cadc-tap-capabilities.xml"));
        Tap tap = new Tap(ask, uws(ask), Limits.defaults());

        assertThat(tap.uploadLimit("https://gavo.org/tap").orElseThrow().bytes())
                .hasValue(100_000_000);
        assertThat(tap.uploadLimit("https://gavo.org/tap").orElseThrow().rows()).isEmpty();
        assertThat(tap.uploadLimit("https://cadc.org/tap/sync").orElseThrow().rows())
                .hasValue(100_000);
        assertThat(ask.uris()).contains("https://cadc.org/tap/capabilities");
    }

    // ---- the parts

    private Tap.Query query(String adql) {
        return new Tap.Query(service.base(), adql, Map.of(), null, null);
    }

    private Tap tap() {
        CannedAsk ask = new CannedAsk(folder, this::reply);
        return new Tap(ask, uws(ask), Limits.defaults());
    }

    private static Uws uws(Ask ask) {
        Uws.Settings settings = new Uws.Settings(Duration.ofSeconds(30), Duration.ofHours(2));
        return new Uws(ask, time -> true, Clock.systemUTC(), settings);
    }

    private CannedAsk.Reply reply(Request request) {
        String target = request.uri().substring(service.base().length() - "/tap".length());
        String form = request.method().equals("POST") ? request.form() : "";
        Reply reply = service.ask(request.method(), target, null, form);
        return new CannedAsk.Reply(reply.status(), reply.headers(), reply.body().getBytes(StandardCharsets.UTF_8));
    }

    private static String text(Tap.Answered answered) {
        try (Answer answer = answered.answer()) {
            return Files.readString(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long left() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
}
