package io.camelopard.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What jconsole sees of a daemon with camelopard.jmx.port. */
class JmxTest {
    @TempDir
    Path temp;

    @Test
    @SuppressWarnings("BanJNDI") // What it looks up is our own, on loopback.
    void aClientSeesRoutesAndHarvestsAndRunsOne() throws Exception {
        int port = freePort();
        JMXServiceURL url = new JMXServiceURL("service:jmx:rmi:///jndi/rmi://127.0.0.1:" + port + "/jmxrmi");
        try (Daemon daemon = Daemon.withDemo(temp, Map.of("camelopard.jmx.port", String.valueOf(port)));
                JMXConnector connector = JMXConnectorFactory.connect(url)) {
            MBeanServerConnection server = connector.getMBeanServerConnection();
            ObjectName harvest = new ObjectName("io.camelopard:type=Harvest,name=\"nustar-3c105\"");
            Daemon.await().until(() -> server.isRegistered(harvest));

            assertThat(server.queryNames(new ObjectName("org.apache.camel:type=routes,*"), null))
                    .hasSameSizeAs(RouteFiles.routes());
            Map<String, String> attributes = Stream.of(
                            server.getMBeanInfo(harvest).getAttributes())
                    .collect(java.util.stream.Collectors.toMap(
                            MBeanAttributeInfo::getName, MBeanAttributeInfo::getDescription));
            assertThat(attributes)
                    .containsKeys(
                            "Rows",
                            "ProductsOwed",
                            "ProductsStored",
                            "ProductsFailed",
                            "BytesStored",
                            "LastRun",
                            "NextRun");
            attributes.forEach((name, text) -> assertThat(text).as(name).contains(" "));
            assertThat(server.getAttribute(harvest, "LastRun")).isEqualTo("");

            String run = (String) server.invoke(harvest, "run", new Object[0], new String[0]);
            Daemon.await().until(() -> "done".equals(server.getAttribute(harvest, "LastState")));

            assertThat(daemon.camelopard.ledger().runs().find(run)).isPresent();
            assertThat((Long) server.getAttribute(harvest, "Rows")).isPositive();
            assertThat((Long) server.getAttribute(harvest, "ProductsStored")).isPositive();
            assertThat((Long) server.getAttribute(harvest, "BytesStored")).isPositive();
            assertThat(server.getAttribute(harvest, "ProductsOwed")).isEqualTo(0L);
            assertThat(server.getAttribute(harvest, "ProductsFailed")).isEqualTo(0L);
            assertThat((String) server.getAttribute(harvest, "LastRun"))
                    .startsWith("20")
                    .endsWith("Z");
            // Another address of the loopback network: a listener on all addresses would answer.
            assertThatThrownBy(() -> new Socket(InetAddress.getByName("127.0.0.2"), port).close())
                    .isInstanceOf(ConnectException.class);
        }
    }

    private static int freePort() throws java.io.IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
