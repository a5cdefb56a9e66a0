package io.camelopard.vo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.camelopard.FinalException;
import io.camelopard.TransientException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class SesameTest {
    private static final String FIRST = "https://cds.example.org/cgi-bin/nph-sesame";
    private static final String SECOND = "https://mirror.example.org/nph-sesame/-oxp/SNV?";

    @TempDir
    Path folder;

    @TestFactory
    Stream<DynamicNode> readsAnswersAsTheClausesSay() throws IOException {
        return Cases.of("sesame", one -> {
            CannedAsk ask = new CannedAsk(
                    folder,
                    request -> one.has("sample")
                            ? CannedAsk.Reply.sample(one.text("sample"))
                            : CannedAsk.Reply.of(one.text("body")));
            Sesame sesame = new Sesame(ask, List.of(FIRST));
            if (one.has("failure")) {
                assertThatThrownBy(() -> sesame.resolve(one.text("name")))
                        .hasMessageContaining(one.text("message"))
                        .satisfies(failure -> assertThat(failure.getClass().getSimpleName())
                                .isEqualTo(one.text("failure") + "Exception"));
            } else {
                Target target = sesame.resolve(one.text("name"));
                assertThat(target.name()).isEqualTo(one.text("name"));
                assertThat(target.ra()).isCloseTo(one.number("ra"), within(0.0));
                assertThat(target.dec()).isCloseTo(one.number("dec"), within(0.0));
                assertThat(target.columns()).containsAllEntriesOf(one.map("columns"));
            }
            assertThat(ask.leftBehind()).isZero();
        });
    }

    @Test
    void asksForXmlOfSimbadNedAndVizierWithTheNameEncoded() {
        CannedAsk ask = new CannedAsk(folder, request -> found());

        new Sesame(ask, List.of(FIRST + "/")).resolve("3C 105 & more");

        assertThat(ask.uris()).containsExactly(FIRST + "/-oxp/SNV?3C%20105%20%26%20more");
    }

    @Test
    void triesTheNextWhenOneIsDownOrAnswersNonsense() {
        CannedAsk ask = new CannedAsk(folder, request -> {
            if (request.url().startsWith("https://a.")) {
                throw new TransientException("https://a.example.org: connection refused");
            }
            if (request.url().startsWith("https://b.")) {
                return CannedAsk.Reply.of("<html><title>Moved</title></html>");
            }
            return request.url().startsWith("https://c.") ? CannedAsk.Reply.of(503, "busy") : found();
        });

        Target target = new Sesame(
                        ask, List.of("https://a.example.org", "https://b.example.org", "https://c.example.org", SECOND))
                .resolve("3C 105");

        assertThat(target.ra()).isEqualTo(61.8186);
        assertThat(ask.uris()).hasSize(4).last().isEqualTo(SECOND + "3C%20105");
        assertThat(ask.leftBehind()).isZero();
    }

    @Test
    void isTransientWhenAllAreDownAndNamesThemAll() {
        CannedAsk ask = new CannedAsk(
                folder,
                request -> request.url().startsWith(FIRST)
                        ? new CannedAsk.Reply(503, Map.of("Retry-After", "7"), new byte[0])
                        : CannedAsk.Reply.of(404, ""));

        assertThatThrownBy(() -> new Sesame(ask, List.of(FIRST, SECOND)).resolve("3C 105"))
                .isInstanceOfSatisfying(TransientException.class, e -> assertThat(e.retryAfter())
                        .contains(Duration.ofSeconds(7)))
                .hasMessageContaining("cds.example.org")
                .hasMessageContaining("HTTP 503")
                .hasMessageContaining("mirror.example.org")
                .hasMessageContaining("HTTP 404");
    }

    @Test
    void doesNotAskTheNextForANameThatIsUnknown() {
        CannedAsk ask = new CannedAsk(
                folder,
                request -> CannedAsk.Reply.of(
                        "<Sesame><Target><name>x</name><INFO>*** Nothing found ***</INFO></Target></Sesame>"));

        assertThatThrownBy(() -> new Sesame(ask, List.of(FIRST, SECOND)).resolve("x"))
                .isInstanceOf(FinalException.class)
                .hasMessageContaining("target 'x'");
        assertThat(ask.requests()).hasSize(1);
    }

    private static CannedAsk.Reply found() {
        return CannedAsk.Reply.of("<Sesame><Target><Resolver name=\"S=Simbad\"><jradeg>61.8186</jradeg>"
                + "<jdedeg>+3.7071</jdedeg></Resolver></Target></Sesame>");
    }
}
