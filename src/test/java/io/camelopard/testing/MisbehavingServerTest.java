package io.camelopard.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MisbehavingServerTest {
    private final MisbehavingServer archive = MisbehavingServer.start();
    private final HttpClient client = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        archive.close();
    }

    private HttpResponse<byte[]> get(String path, String... headers) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(archive.uri(path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return client.send(request.build(), BodyHandlers.ofByteArray());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void servesComputedContentAndKnowsItsDigest() throws IOException {
        Resource x = archive.serve("/x").bytes(100_000).type("text/plain").etag("v1");

        HttpResponse<byte[]> response = get("/x?a=b");

        assertThat(TestContent.sha256(response.body())).isEqualTo(x.sha256());
        assertThat(response.headers().firstValue("etag")).hasValue("\"v1\"");
        assertThat(get("/nothing").statusCode()).isEqualTo(404);
        assertThat(archive.requests("/x")).singleElement().satisfies(r -> assertThat(r.target())
                .isEqualTo("/x?a=b"));
    }

    @Test
    void isGoodAfterItsTimes() throws IOException {
        archive.clock(Clock.fixed(Instant.parse("2026-11-21T00:00:00Z"), ZoneOffset.UTC));
        archive.serve("/x")
                .text("good")
                .status(503)
                .retryAfter(Instant.parse("2026-11-21T00:00:03Z"))
                .times(1);

        HttpResponse<byte[]> first = get("/x");

        assertThat(first.statusCode()).isEqualTo(503);
        assertThat(first.headers().firstValue("Retry-After")).hasValue("Sat, 21 Nov 2026 00:00:03 GMT");
        assertThat(first.headers().firstValue("Date")).hasValue("Sat, 21 Nov 2026 00:00:00 GMT");
        assertThat(get("/x").statusCode()).isEqualTo(200);
    }

    @Test
    void servesRangesAndLiesAboutThem() throws IOException {
        Resource x = archive.serve("/x").bytes(1000).etag("v1");
        byte[] tail = Arrays.copyOfRange(x.content(), 400, 1000);

        HttpResponse<byte[]> part = get("/x", "Range", "bytes=400-", "If-Range", "\"v1\"");
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.body()).isEqualTo(tail);
        assertThat(part.headers().firstValue("Content-Range")).hasValue("bytes 400-999/1000");
        assertThat(get("/x", "Range", "bytes=400-", "If-Range", "\"v0\"").statusCode())
                .isEqualTo(200);
        assertThat(get("/x", "Range", "bytes=1000-").headers().firstValue("Content-Range"))
                .hasValue("bytes */1000");
        x.rangeEarlyBy(100);
        assertThat(get("/x", "Range", "bytes=400-").body()).hasSize(700).endsWith(tail);
        x.rangeOfStart();
        assertThat(get("/x", "Range", "bytes=400-").body()).isEqualTo(Arrays.copyOf(x.content(), 600));
        x.ignoreRanges();
        assertThat(get("/x", "Range", "bytes=400-").body()).isEqualTo(x.content());
    }

    @Test
    void cutsWhereItIsTold() {
        for (Resource x : new Resource[] {
            archive.serve("/close").bytes(10_000).thenCloseAfter(100),
                    archive.serve("/reset").bytes(10_000).thenResetAfter(100),
            archive.serve("/none").closeWithoutAnswer(), archive.serve("/rst").resetWithoutAnswer(),
            archive.serve("/chunk").bytes(10_000).chunkedWithoutEnd(),
                    archive.serve("/long").bytes(10_000).lengthOffBy(100)
        }) {
            assertThat(x.content()).isNotNull();
        }
        for (String path : new String[] {"/close", "/reset", "/none", "/rst", "/chunk", "/long"}) {
            assertThatThrownBy(() -> get(path)).as(path).isInstanceOf(IOException.class);
        }
    }

    @Test
    void bendsContent() throws IOException {
        Resource x = archive.serve("/x").bytes(100).flipBitAt(50);
        byte[] flipped = get("/x").body();

        assertThat(flipped[50]).isNotEqualTo(x.content()[50]);
        archive.serve("/y").bytes(100).noLength().thenCloseAfter(40);
        assertThat(get("/y").body()).hasSize(40);
        archive.serve("/z").bytes(100).gzipped();
        assertThat(get("/z").headers().firstValue("Content-Encoding")).hasValue("gzip");
        archive.serve("/g").text("x").empty().goodTimes(1);
        assertThat(get("/g").body()).hasSize(1);
        assertThat(get("/g").body()).isEmpty();
    }

    @Test
    void noticesThatAClientHasGone() throws IOException {
        archive.serve("/x").endless();
        HttpRequest request = HttpRequest.newBuilder(archive.uri("/x")).build();
        try {
            client.send(request, BodyHandlers.ofInputStream()).body().close();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        await().atMost(Duration.ofSeconds(5)).until(() -> archive.openConnections() == 0);
    }
}
