package io.camelopard.flow;

import io.camelopard.MisuseException;
import java.io.Closeable;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.rmi.NoSuchObjectException;
import java.rmi.registry.LocateRegistry;
import java.rmi.registry.Registry;
import java.rmi.server.RMIServerSocketFactory;
import java.rmi.server.UnicastRemoteObject;
import java.util.Map;
import javax.management.remote.JMXConnectorServer;
import javax.management.remote.JMXConnectorServerFactory;
import javax.management.remote.JMXServiceURL;
import javax.management.remote.rmi.RMIConnectorServer;

/**
 * JMX over RMI on one loopback port, for {@code jconsole 127.0.0.1:PORT}. What comes in passes the serialization filter
 * of the JVM. Closing it frees the port.
 */
final class JmxPort implements Closeable {
    private final Registry registry;
    private final JMXConnectorServer server;

    private JmxPort(Registry registry, JMXConnectorServer server) {
        this.registry = registry;
        this.server = server;
    }

    /** Opens the port. {@code port} 0 lets the system choose, which only a test can use. */
    static JmxPort open(int port) {
        RMIServerSocketFactory loopback = p -> new ServerSocket(p, 50, InetAddress.getLoopbackAddress());
        // Clients are told to come back to this address; the machine's own name might be a public one.
        System.setProperty("java.rmi.server.hostname", "127.0.0.1");
        try {
            // The same factories as below, or the two do not share the port.
            Registry registry = LocateRegistry.createRegistry(port, null, loopback);
            JMXServiceURL url = new JMXServiceURL(
                    "service:jmx:rmi://127.0.0.1:%d/jndi/rmi://127.0.0.1:%d/jmxrmi".formatted(port, port));
            JMXConnectorServer server = JMXConnectorServerFactory.newJMXConnectorServer(
                    url,
                    Map.of(
                            RMIConnectorServer.RMI_SERVER_SOCKET_FACTORY_ATTRIBUTE,
                            loopback,
                            RMIConnectorServer.JNDI_REBIND_ATTRIBUTE,
                            "true"),
                    ManagementFactory.getPlatformMBeanServer());
            server.start();
            return new JmxPort(registry, server);
        } catch (IOException e) {
            throw new MisuseException("camelopard.jmx.port = %d: %s".formatted(port, e.getMessage()), e);
        }
    }

    @Override
    public void close() throws IOException {
        server.stop();
        try {
            UnicastRemoteObject.unexportObject(registry, true);
        } catch (NoSuchObjectException e) {
            throw new IOException(e);
        }
    }
}
