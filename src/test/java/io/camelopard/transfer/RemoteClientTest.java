package io.camelopard.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.camelopard.FinalException;
import io.camelopard.TransientException;
import io.camelopard.testing.MisbehavingServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.http.io.support.ClassicRequestBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each in a thread of its own: what is held here is that nothing hangs. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RemoteClientTest {
    private final MisbehavingServer archive = MisbehavingServer.start();
    private final MisbehavingServer other = MisbehavingServer.start("127.0.0.2");
    private final Http http = Http.open();

    @AfterEach
    void close() throws IOException {
        http.close();
        archive.close();
        other.close();
    }

    private byte[] fetch(String path) throws IOException {
        return http.bytes(archive.url(path));
    }

    @Test
    void saysWhoItIsAndAsksForIdentity() throws IOException {
        var x = archive.serve("/x").bytes(10_000);

        assertThat(fetch("/x?a=b")).isEqualTo(x.content());

        assertThat(archive.requests()).singleElement().satisfies(request -> {
            assertThat(request.target()).isEqualTo("/x?a=b");
            assertThat(request.headers()).containsOnlyKeys("host", "user-agent", "accept-encoding", "connection");
            assertThat(request.header("user-agent")).isEqualTo("Camelopard/test");
            assertThat(request.header("accept-encoding")).isEqualTo("identity");
        });
    }

    @Test
    void keepsDoubleSlashesAlsoAtTheStart() throws IOException {
        archive.serve("//FTP//x/").text("here");

        assertThat(fetch("//FTP//x/")).asString().isEqualTo("here");
    }

    @Test
    void keepsTheConnectionOfABodyThatWasReadToItsEnd() throws IOException {
        archive.serve("/x").bytes(100_000);
        archive.serve("/chunked").bytes(100_000).chunked();

        for (int i = 0; i < 3; i++) {
            fetch("/x");
            fetch("/chunked");
        }

        assertThat(archive.acceptedConnections()).isEqualTo(1);
    }

    @Test
    void discardsTheConnectionOfAnEndlessBodyThatIsClosedEarly() throws IOException {
        archive.serve("/x").endless();
        try (InputStream in = http.get(archive.url("/x")).getEntity().getContent()) {
            assertThat(in.readNBytes(100_000)).hasSize(100_000);
        }

        await().atMost(Duration.ofSeconds(1)).until(() -> archive.openConnections() == 0);
        assertThat(http.remote.leased()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"response", "entity", "consume", "nothing read"})
    void neverDrainsHoweverItIsClosed(String how) throws IOException {
        archive.serve("/x").endless();
        ClassicHttpResponse response = http.get(archive.url("/x"));
        switch (how) {
            case "response" -> response.close();
            case "entity" -> response.getEntity().close();
            case "consume" -> {
                // What Camel calls at the end of an exchange.
                response.getEntity().getContent().readNBytes(10);
                EntityUtils.consume(response.getEntity());
            }
            default -> response.getEntity().getContent().close();
        }

        await().atMost(Duration.ofSeconds(1)).until(() -> archive.openConnections() == 0);
        assertThat(http.remote.leased()).isZero();
    }

    @Test
    void tellsHowFarItCameWhenTheServerCloses() {
        archive.serve("/x.fits").bytes(28_800).thenCloseAfter(4_096);

        assertThatThrownBy(() -> fetch("/x.fits?token=secret"))
                .isInstanceOf(TransientException.class)
                .hasMessage(archive.url("/x.fits") + ": 4096 of 28800 bytes, then the server closed");
        assertThat(http.remote.leased()).isZero();
    }

    @Test
    void tellsHowFarItCameWhenTheConnectionIsReset() {
        archive.serve("/x.fits").bytes(28_800).thenResetAfter(4_096);

        assertThatThrownBy(() -> fetch("/x.fits"))
                .isInstanceOf(TransientException.class)
                .hasMessageContaining("of 28800 bytes, then the connection broke");
    }

    @Test
    void takesAMissingLastChunkForAFailure() {
        archive.serve("/x").bytes(28_800).chunkedWithoutEnd();

        assertThatThrownBy(() -> fetch("/x"))
                .isInstanceOf(TransientException.class)
                .hasMessageContaining("28800 bytes, then the server closed");
    }

    @Test
    void givesUpOnAStalledBody() {
        archive.serve("/x").bytes(28_800).thenStallAfter(5_000);

        assertThatThrownBy(() -> fetch("/x"))
                .isInstanceOf(TransientException.class)
                .hasMessageContaining("5000 of 28800 bytes, then the server fell silent");
        await().atMost(Duration.ofSeconds(1)).until(() -> archive.openConnections() == 0);
    }

    @Test
    void givesUpOnAServerThatNeverAnswers() {
        archive.serve("/x").neverAnswer();

        assertThatThrownBy(() -> fetch("/x"))
                .isInstanceOf(TransientException.class)
                .hasMessage(archive.url("/x") + ": no answer in time");
    }

    @Test
    void givesUpOnADrippingBody() {
        archive.serve("/x").bytes(28_800).drip(200);

        assertThatThrownBy(() -> fetch("/x"))
                .isInstanceOf(TransientException.class)
                .hasMessageContaining("less than 1000 bytes/s");
    }

    @Test
    void givesUpOnADrippingHead() {
        archive.serve("/x").slowHeader(Duration.ofMillis(50));

        assertThatThrownBy(() -> fetch("/x"))
                .isInstanceOf(TransientException.class)
                .hasMessageContaining("no whole answer head after");
        await().atMost(Duration.ofSeconds(1)).until(() -> archive.openConnections() == 0);
    }

    @Test
    void givesUpAtTheDeadlineHoweverFastBytesCome() throws IOException {
        archive.serve("/x").endless();
        try (Http hasty =
                new Http(Http.settings("127.0.0.0/8", Duration.ofMinutes(1), Duration.ofSeconds(1), List.of()))) {
            assertThatThrownBy(() ->
                            hasty.get(archive.url("/x")).getEntity().writeTo(java.io.OutputStream.nullOutputStream()))
                    .isInstanceOf(TransientException.class)
                    .hasMessageContaining("not complete after 1 s");
        }
        await().atMost(Duration.ofSeconds(1)).until(() -> archive.openConnections() == 0);
    }

    @Test
    void givesUpOnAHeaderLineWithoutEnd() {
        archive.serve("/x").raw("HTTP/1.1 200 OK\r\nX: " + "x".repeat(100_000) + "\r\n\r\n");

        assertThatThrownBy(() -> fetch("/x")).isInstanceOf(FinalException.class).hasMessageContaining("line length");
    }

    @Test
    void asksAgainOnceWhenAKeptConnectionTurnsOutClosed() throws IOException {
        archive.serve("/x").bytes(10);
        archive.serve("/y").bytes(10).closeWithoutAnswer().times(1);
        fetch("/x");

        assertThat(fetch("/y")).hasSize(10);
        assertThat(archive.requests("/y")).hasSize(2);
    }

    @Test
    void takesBytesBeyondTheEndOfAnAnswerForNoOther() throws IOException {
        archive.serve("/x").bytes(100_000).lengthOffBy(-20_000);
        var y = archive.serve("/y").bytes(10);
        assertThat(fetch("/x")).hasSize(80_000);

        assertThat(fetch("/y")).isEqualTo(y.content());
        assertThat(archive.acceptedConnections()).isEqualTo(2);
    }

    @Test
    void doesNotAskAgainOnANewConnection() {
        archive.serve("/y").bytes(10).closeWithoutAnswer();

        assertThatThrownBy(() -> fetch("/y"))
                .isInstanceOf(TransientException.class)
                .hasMessageContaining("closed the connection without an answer");
        assertThat(archive.requests("/y")).hasSize(1);
    }

    @Test
    void callsARefusedConnectionAndAnUnknownHostTransient() throws IOException {
        int nobody;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = socket.getLocalPort();
        }
        assertThatThrownBy(() -> http.bytes("http://127.0.0.1:" + nobody + "/x?token=secret"))
                .isInstanceOf(TransientException.class)
                .hasMessageStartingWith("http://127.0.0.1:" + nobody + "/x: no connection")
                .hasMessageNotContaining("secret");
        assertThatThrownBy(() -> http.bytes("http://nowhere.invalid/x"))
                .isInstanceOf(TransientException.class)
                .hasMessage("http://nowhere.invalid/x: the host name is not known");
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void followsRedirectsAndSaysWhereItEnded(int status) throws IOException {
        archive.serve("/a/x").status(status).redirectTo("../b/y?q=1");
        archive.serve("/b/y").text("found");

        try (ClassicHttpResponse response = http.get(archive.url("/a/x"))) {
            assertThat(EntityUtils.toByteArray(response.getEntity())).asString().isEqualTo("found");
            assertThat(response.getFirstHeader(RemoteClient.FINAL_URL).getValue())
                    .isEqualTo(archive.url("/b/y?q=1"));
        }
        assertThat(archive.acceptedConnections()).isEqualTo(1);
    }

    @Test
    void givesRedirectsUpAtTheirLimitAndInACircle() {
        archive.serve("/circle").redirectTo("/circle2");
        archive.serve("/circle2").redirectTo("/circle");
        for (int i = 0; i < 20; i++) {
            archive.serve("/hop" + i).redirectTo("/hop" + (i + 1));
        }

        assertThatThrownBy(() -> fetch("/circle"))
                .isInstanceOf(FinalException.class)
                .hasMessageContaining("in a circle");
        assertThatThrownBy(() -> fetch("/hop0"))
                .isInstanceOf(FinalException.class)
                .hasMessageContaining("more than 5 redirects");
        assertThat(archive.requests(r -> r.path().startsWith("/hop"))).hasSize(6);
    }

    @ParameterizedTest
    @CsvSource({
        "file:///etc/passwd, only http and https",
        "http://169.254.169.254/latest/meta-data, private address",
        "http://[::ffff:10.0.0.1]/, private address",
        "http://10.1.2.3/, private address",
        "http://0x7f.1/, plain decimal",
        "http://user:pw@example.org/, user name",
        "gopher://example.org/, only http and https"
    })
    void doesNotFollowRedirectsToWhereItMayNotGo(String location, String why) {
        archive.serve("/x").redirectTo(location);

        assertThatThrownBy(() -> fetch("/x")).isInstanceOf(FinalException.class).hasMessageContaining(why);
    }

    @Test
    void contactsNoPrivateAddressUnlessAllowed() throws IOException {
        archive.serve("/x").text("secret");
        try (Http strict = new Http(Http.settings("", Duration.ofSeconds(5), List.of()))) {
            for (String host : List.of("127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]")) {
                assertThatThrownBy(() -> strict.bytes("http://" + host + ":" + archive.port() + "/x"))
                        .isInstanceOf(FinalException.class)
                        .hasMessageContaining("private address");
            }
        }
        assertThat(archive.acceptedConnections()).isZero();
    }

    @Test
    void sendsCredentialsToTheirHostAloneAlsoAfterARedirect() throws IOException {
        archive.serve("/x").redirectTo(other.url("/y"));
        other.serve("/y").redirectTo(archive.url("/z"));
        archive.serve("/z").text("done");
        List<Credential> credentials = List.of(
                Credential.basic(archive.url(""), "me", "pass"),
                Credential.cookie(archive.url("/"), "session=1"),
                Credential.header(archive.url("/"), "X-Api-Key", "k"));
        try (Http own = new Http(Http.settings("127.0.0.0/8", Duration.ofSeconds(5), credentials))) {
            own.bytes(archive.url("/x"));
        }

        for (String path : List.of("/x", "/z")) {
            assertThat(archive.requests(path)).singleElement().satisfies(request -> assertThat(request.headers())
                    .containsEntry("authorization", "Basic bWU6cGFzcw==")
                    .containsEntry("cookie", "session=1")
                    .containsEntry("x-api-key", "k"));
        }
        assertThat(other.requests("/y")).singleElement().satisfies(request -> assertThat(request.headers())
                .doesNotContainKeys("authorization", "cookie", "x-api-key"));
    }

    @Test
    void sendsNoHeaderThatTheMessageHappenedToHave() throws IOException {
        archive.serve("/x").text("done");
        var request = ClassicRequestBuilder.get(archive.url("/x"))
                .addHeader("Authorization", "Bearer stray")
                .addHeader("Cookie", "a=b")
                .addHeader("CamelFileName", "x")
                .addHeader("Host", "elsewhere")
                .addHeader("Range", "bytes=1-")
                .build();
        EntityUtils.consume(http.send(request).getEntity());

        assertThat(archive.requests()).singleElement().satisfies(sent -> {
            assertThat(sent.headers()).doesNotContainKeys("authorization", "cookie", "camelfilename");
            assertThat(sent.header("range")).isEqualTo("bytes=1-");
            assertThat(sent.header("host")).isEqualTo("127.0.0.1:" + archive.port());
        });
    }

    @Test
    void letsNoHeaderInThatIsNotKnown() throws IOException {
        archive.serve("/x")
                .text("done")
                .type("text/plain")
                .header("CamelHttpUri", "http://evil/")
                .header("kafka.OVERRIDE_TOPIC", "t")
                .header("JMSDestination", "q")
                .header(RemoteClient.FINAL_URL, "http://evil/");

        try (ClassicHttpResponse response = http.get(archive.url("/x"))) {
            assertThat(response.getHeaders())
                    .extracting(h -> h.getName())
                    .containsOnly("Content-Length", "Content-Type", "Date", RemoteClient.FINAL_URL);
            assertThat(response.getFirstHeader(RemoteClient.FINAL_URL).getValue())
                    .isEqualTo(archive.url("/x"));
        }
    }

    @Test
    void neverFollowsARedirectOfDelete() throws IOException {
        archive.serve("/job").status(303).redirectTo("/jobs");
        try (ClassicHttpResponse response =
                http.send(ClassicRequestBuilder.delete(archive.url("/job")).build())) {
            assertThat(response.getCode()).isEqualTo(303);
            assertThat(response.getFirstHeader("Location").getValue()).isEqualTo("/jobs");
        }
        assertThat(archive.requests("/jobs")).isEmpty();
    }

    @Test
    void turnsPostIntoGetWhereTheStandardDoes() throws IOException {
        archive.serve("/jobs").status(303).redirectTo("/jobs/1");
        archive.serve("/jobs/1").text("job");
        archive.serve("/sync").status(307).redirectTo("/sync2");
        archive.serve("/sync2").text("rows");

        for (String path : List.of("/jobs", "/sync")) {
            var post = ClassicRequestBuilder.post(archive.url(path))
                    .setEntity(new StringEntity("QUERY=1"))
                    .build();
            EntityUtils.consume(http.send(post).getEntity());
        }

        assertThat(archive.requests("/jobs/1")).singleElement().satisfies(request -> {
            assertThat(request.method()).isEqualTo("GET");
            assertThat(request.headers()).doesNotContainKeys("content-type", "content-length");
        });
        assertThat(archive.requests("/sync2")).singleElement().satisfies(request -> {
            assertThat(request.method()).isEqualTo("POST");
            assertThat(request.body()).isEqualTo("QUERY=1");
        });
    }

    @Test
    void dropsTheEndlessBodyOfARedirect() throws IOException {
        archive.serve("/x").endless().status(302).amissHeader("Location", "/y");
        archive.serve("/y").text("done");

        assertThat(fetch("/x")).asString().isEqualTo("done");
        assertThat(archive.acceptedConnections()).isEqualTo(2);
    }

    @Test
    void handsEveryStatusToTheCaller() throws IOException {
        archive.serve("/x").status(503).retryAfter(3);

        try (ClassicHttpResponse response = http.get(archive.url("/x"))) {
            assertThat(response.getCode()).isEqualTo(503);
            assertThat(response.getFirstHeader("Retry-After").getValue()).isEqualTo("3");
        }
        assertThat(archive.requests()).hasSize(1);
    }

    @Test
    void doesNotDecodeWhatTheServerEncodesUnasked() throws IOException {
        archive.serve("/x").text("text").gzipped();

        try (ClassicHttpResponse response = http.get(archive.url("/x"))) {
            assertThat(response.getFirstHeader("Content-Encoding").getValue()).isEqualTo("gzip");
            assertThat(EntityUtils.toByteArray(response.getEntity())).startsWith(0x1f, 0x8b);
        }
    }

    @Test
    void cutsTransfersWhenItIsClosed() throws IOException {
        archive.serve("/x").endless();
        InputStream in = http.get(archive.url("/x")).getEntity().getContent();
        in.readNBytes(1000);

        http.remote.close();

        assertThatThrownBy(in::readAllBytes).isInstanceOf(TransientException.class);
        await().atMost(Duration.ofSeconds(1)).until(() -> archive.openConnections() == 0);
        assertThatThrownBy(() -> fetch("/x")).isInstanceOf(TransientException.class);
    }
}
