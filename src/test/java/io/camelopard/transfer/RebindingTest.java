package io.camelopard.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.camelopard.FinalException;
import io.camelopard.TransientException;
import io.camelopard.testing.MisbehavingServer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A name that is at one address when it is checked and at another when it is used (threat A2, fault N10). */
class RebindingTest {
    private final MisbehavingServer outside;
    private final MisbehavingServer inside;
    private final List<String> asked = new ArrayList<>();

    /** Both on one port, so that only the address tells them apart. */
    RebindingTest() throws IOException {
        MisbehavingServer there = MisbehavingServer.start("127.0.0.2");
        Optional<MisbehavingServer> here = startInside(there.port());
        for (int i = 0; here.isEmpty() && i < 20; i++) {
            there.close();
            there = MisbehavingServer.start("127.0.0.2");
            here = startInside(there.port());
        }
        outside = there;
        inside = here.orElseThrow();
    }

    /** None where something else has this port. */
    private static Optional<MisbehavingServer> startInside(int port) throws IOException {
        try {
            return Optional.of(
                    MisbehavingServer.start(new ServerSocket(port, 50, InetAddress.getAllByName("127.0.0.1")[0])));
        } catch (BindException e) {
            return Optional.empty();
        }
    }

    @AfterEach
    void close() {
        outside.close();
        inside.close();
    }

    /** A client that may contact 127.0.0.2 alone, whose lookups give these answers in order, the last one again and again. */
    private Http client(String... answers) {
        NetworkPolicy policy = NetworkPolicy.of("127.0.0.2/32", host -> {
            String answer = answers[Math.min(asked.size(), answers.length - 1)];
            asked.add(host);
            if (answer.isEmpty()) {
                throw new UnknownHostException(host);
            }
            List<InetAddress> addresses = new ArrayList<>();
            for (String address : answer.split(" ", -1)) {
                addresses.add(InetAddress.getByName(address));
            }
            return addresses.toArray(InetAddress[]::new);
        });
        ClientSettings usual = Http.settings("", Duration.ofSeconds(5), List.of());
        return new Http(new ClientSettings(
                usual.userAgent(),
                usual.connectTimeout(),
                usual.idleTimeout(),
                usual.deadline(),
                usual.lowSpeedBytes(),
                usual.lowSpeedTime(),
                usual.maxRedirects(),
                policy,
                List.of(),
                usual.maxPerHost(),
                usual.maxTotal()));
    }

    private String url(String path) {
        return "http://rebind.example:" + outside.port() + path;
    }

    @Test
    void connectsToTheAddressThatWasCheckedAndLooksUpNoSecondTime() throws IOException {
        outside.serve("/x").text("public");
        inside.serve("/x").text("secret");
        try (Http http = client("127.0.0.2", "127.0.0.1")) {
            assertThat(http.bytes(url("/x"))).asString().isEqualTo("public");
            assertThat(asked).containsExactly("rebind.example");
            assertThat(outside.requests().get(0).header("host")).isEqualTo("rebind.example:" + outside.port());
        }
        assertThat(inside.acceptedConnections()).isZero();
    }

    @Test
    void refusesTheSecondAnswerAlsoAfterARedirectAndOnANewConnection() throws IOException {
        outside.serve("/x").redirectTo(url("/y")).header("Connection", "close");
        outside.serve("/y").text("public");
        inside.serve("/y").text("secret");
        try (Http http = client("127.0.0.2", "127.0.0.1")) {
            assertThatThrownBy(() -> http.bytes(url("/x")))
                    .isInstanceOf(FinalException.class)
                    .hasMessageContaining("rebind.example is at the private address 127.0.0.1");
        }
        assertThat(asked).hasSize(2);
        assertThat(inside.acceptedConnections()).isZero();
    }

    @Test
    void refusesANameWithAPrivateAddressBesideAPublicOne() throws IOException {
        try (Http http = client("127.0.0.2 127.0.0.1")) {
            assertThatThrownBy(() -> http.bytes(url("/x")))
                    .isInstanceOf(FinalException.class)
                    .hasMessageContaining("private address 127.0.0.1");
        }
        assertThat(outside.acceptedConnections() + inside.acceptedConnections()).isZero();
    }

    @Test
    void aNameThatComesAndGoesPasses() throws IOException {
        outside.serve("/x").text("public");
        try (Http http = client("", "127.0.0.2")) {
            assertThatThrownBy(() -> http.bytes(url("/x")))
                    .isInstanceOf(TransientException.class)
                    .hasMessageContaining("the host name is not known");
            assertThat(http.bytes(url("/x"))).asString().isEqualTo("public");
        }
    }
}
