package io.camelopard.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.camelopard.flow.Camelopard;
import io.camelopard.flow.Settings;
import io.camelopard.testing.Child;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ports of a daemon, as the kernel knows them (threat D4). */
class ListenTest {
    private static final Path SOCKETS = Path.of("/proc/self/net/tcp");

    @TempDir
    Path folder;

    @BeforeEach
    void look() {
        assumeTrue(Files.exists(SOCKETS), "no list of sockets");
    }

    @Test
    void listensNowhereUnlessToldTo() {
        assertThat(listeners("off")).isEmpty();
    }

    @Test
    void listensOnLoopbackAlone() throws IOException {
        String port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = String.valueOf(free.getLocalPort());
        }

        assertThat(listeners(port)).containsExactly("loopback:" + port);
    }

    private List<String> listeners(String jmxPort) {
        try (Child child =
                Child.start(folder, List.of("-Xmx256m"), Daemon.class.getName(), folder.toString(), jmxPort)) {
            assertThat(child.status(Duration.ofMinutes(2))).as(child.output()).isZero();
            return child.out().lines().toList();
        }
    }

    /** A JVM of its own with a daemon in it, which says where it listens, and ends. */
    static final class Daemon {
        private static final String LISTENING = "0A";
        private static final Set<String> LOOPBACK =
                Set.of("0100007F", "0000000000000000FFFF00000100007F", "00000000000000000000000001000000");

        private Daemon() {}

        public static void main(String[] args) throws IOException {
            Path folder = Path.of(args[0]);
            Settings settings = Settings.load(
                    Path.of(""),
                    folder.resolve("config"),
                    folder.resolve("home"),
                    Map.of("camelopard.jmx.port", args[1]));
            try (Camelopard camelopard = Camelopard.start(settings, Camelopard.Role.DAEMON)) {
                assertThat(camelopard.idle()).isTrue();
                listeners().forEach(System.out::println);
            }
        }

        private static List<String> listeners() throws IOException {
            Set<String> own = own();
            return Stream.of(SOCKETS, SOCKETS.resolveSibling("tcp6"))
                    .filter(Files::exists)
                    .flatMap(Daemon::lines)
                    .map(line -> line.strip().split("\\s+", -1))
                    .filter(fields -> fields[3].equals(LISTENING) && own.contains("socket:[" + fields[9] + "]"))
                    .map(fields -> address(fields[1].split(":", -1)))
                    .distinct()
                    .toList();
        }

        private static Stream<String> lines(Path file) {
            try {
                return Files.readAllLines(file).stream().skip(1);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }

        private static String address(String[] hex) {
            return (LOOPBACK.contains(hex[0]) ? "loopback" : hex[0]) + ":" + Integer.parseInt(hex[1], 16);
        }

        private static Set<String> own() throws IOException {
            try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
                return descriptors
                        .map(descriptor -> {
                            try {
                                return Files.readSymbolicLink(descriptor).toString();
                            } catch (IOException e) {
                                return ""; // closed meanwhile
                            }
                        })
                        .collect(Collectors.toSet());
            }
        }
    }
}
