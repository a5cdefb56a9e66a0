package io.camelopard.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.camelopard.FinalException;
import io.camelopard.MisuseException;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkPolicyTest {
    private static final NetworkPolicy PUBLIC = NetworkPolicy.of("");

    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByAddress(Addresses.literal(literal).orElseThrow());
        } catch (IOException e) {
            throw new IllegalArgumentException(literal, e);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.1.2.3",
                "10.0.0.1",
                "10.255.255.255",
                "100.64.0.1",
                "100.127.255.255",
                "127.0.0.1",
                "127.9.9.9",
                "169.254.169.254",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.1",
                "192.0.2.1",
                "192.168.1.1",
                "198.18.0.1",
                "198.51.100.1",
                "203.0.113.1",
                "224.0.0.1",
                "239.1.1.1",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "::127.0.0.1",
                "::ffff:10.0.0.1",
                "64:ff9b::10.0.0.1",
                "64:ff9b::127.0.0.1",
                "64:ff9b:1::8.8.8.8",
                "100::1",
                "2001::1",
                "2001:db8::1",
                "2002:7f00:1::",
                "2002:0a00:0001::1",
                "3fff::1",
                "fc00::1",
                "fd12::1",
                "fe80::1",
                "fec0::1",
                "ff02::1"
            })
    void refusesWhatIsNotPublic(String literal) {
        assertThatThrownBy(() -> PUBLIC.check(address(literal), "example.org"))
                .isInstanceOf(FinalException.class)
                .hasMessageStartingWith("example.org is at the private address ")
                .hasMessageContaining("camelopard.network.allow");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "9.255.255.255",
                "11.0.0.1",
                "100.63.255.255",
                "100.128.0.1",
                "126.1.1.1",
                "128.183.16.1",
                "172.15.0.1",
                "172.32.0.1",
                "192.167.1.1",
                "192.169.1.1",
                "223.255.255.255",
                "2001:4860:4860::8888",
                "2606:4700::1",
                "64:ff9b::8.8.8.8",
                "2002:0808:0808::1"
            })
    void takesWhatIsPublic(String literal) {
        assertThatCode(() -> PUBLIC.check(address(literal), "example.org")).doesNotThrowAnyException();
    }

    @Test
    void takesRangesThatAreAllowed() {
        NetworkPolicy policy = NetworkPolicy.of("127.0.0.0/8, 10.1.0.0/16,::1 , fd00::/8");

        for (String literal :
                List.of("127.0.0.1", "10.1.255.1", "::1", "fdab::1", "::ffff:127.0.0.1", "64:ff9b::10.1.0.1")) {
            assertThatCode(() -> policy.check(address(literal), "h")).doesNotThrowAnyException();
        }
        for (String literal : List.of("10.2.0.1", "192.168.0.1", "fc00::1", "::2")) {
            assertThatThrownBy(() -> policy.check(address(literal), "h")).isInstanceOf(FinalException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"10.0.0.0/33", "10.0.0.0/x", "10.0.0/8", "localhost", "::1/129", "10.0.0.0/8/8", "010.0.0.1"})
    void saysWhatIsNoRange(String text) {
        assertThatThrownBy(() -> NetworkPolicy.of(text))
                .isInstanceOf(MisuseException.class)
                .hasMessageContaining(text);
    }

    @Test
    void refusesANameOfWhichOneAddressIsPrivate() {
        NetworkPolicy policy =
                NetworkPolicy.of("", host -> new InetAddress[] {address("93.184.216.34"), address("127.0.0.1")});

        assertThatThrownBy(() -> policy.resolve("rebind.example"))
                .isInstanceOf(FinalException.class)
                .hasMessageContaining("rebind.example is at the private address 127.0.0.1");
    }

    @Test
    void looksANameUpOnce() throws IOException {
        List<String> asked = new ArrayList<>();
        NetworkPolicy policy = NetworkPolicy.of("", host -> {
            asked.add(host);
            return new InetAddress[] {address(asked.size() == 1 ? "93.184.216.34" : "127.0.0.1")};
        });

        assertThat(policy.resolve("rebind.example")).containsExactly(address("93.184.216.34"));
        assertThat(asked).hasSize(1);
    }
}
