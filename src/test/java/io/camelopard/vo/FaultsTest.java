package io.camelopard.vo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.camelopard.TransientException;
import io.camelopard.votable.Limits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class FaultsTest {
    @TempDir
    Path folder;

    @TestFactory
    Stream<DynamicNode> readsAnswersAsTheClausesSay() throws IOException {
        return Cases.of("faults", one -> {
            CannedAsk ask = new CannedAsk(folder, request -> reply(one));
            if (one.has("failure")) {
                assertThat(catchThrowable(() -> read(ask, one))).isNotNull().satisfies(failure -> {
                    assertThat(failure.getClass().getSimpleName()).isEqualTo(one.text("failure") + "Exception");
                    assertThat(failure).hasMessageStartingWith("https://x.org/q: ");
                    one.list("words").forEach(words -> assertThat(failure).hasMessageContaining(words.toString()));
                    assertThat(failure.getMessage()).doesNotContain("secret");
                });
            } else {
                assertThatCode(() -> read(ask, one)).doesNotThrowAnyException();
            }
        });
    }

    @TestFactory
    Stream<DynamicNode> obeysRetryAfter() throws IOException {
        return Cases.of("retry-after", one -> {
            CannedAsk ask = new CannedAsk(folder, request -> reply(one));
            Throwable failure = catchThrowable(() -> read(ask, one));
            assertThat(failure).isInstanceOf(TransientException.class);
            assertThat(((TransientException) failure).retryAfter().map(Duration::toSeconds))
                    .isEqualTo(java.util.Optional.ofNullable(one.values().get("seconds"))
                            .map(seconds -> ((Number) seconds).longValue()));
        });
    }

    private static void read(Ask ask, Cases.Case one) {
        Protocol protocol =
                Protocol.valueOf(one.values().getOrDefault("protocol", "SCS").toString());
        try (Answer answer = ask.ask(Request.get("https://x.org/q?token=secret", 1000, "test"))) {
            Faults.check(answer, protocol);
            if (protocol != Protocol.NONE) {
                Documents.read(answer.body(), answer.url(), Limits.defaults(), protocol, row -> {});
            }
        }
    }

    private static CannedAsk.Reply reply(Cases.Case one) {
        Map<String, String> headers = new LinkedHashMap<>();
        one.map("headers").forEach((name, value) -> headers.put(name, value.toString()));
        byte[] body = one.has("sample")
                ? CannedAsk.Reply.sample(one.text("sample")).body()
                : one.values().getOrDefault("body", "").toString().getBytes(StandardCharsets.UTF_8);
        return new CannedAsk.Reply(((Number) one.values().getOrDefault("status", 200)).intValue(), headers, body);
    }
}
