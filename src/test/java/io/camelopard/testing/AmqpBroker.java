package io.camelopard.testing;

import java.io.Closeable;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.DivertConfiguration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;

/**
 * A real AMQP 1.0 broker on a port of the loopback that nobody had, which keeps nothing on disk: what it has is lost when it
 * stops. It may be stopped and started again, and then has the same port.
 */
public final class AmqpBroker implements Closeable {
    private EmbeddedActiveMQ running;
    private int port;

    public static AmqpBroker start() {
        AmqpBroker broker = new AmqpBroker();
        broker.up();
        return broker;
    }

    /** Starts it again. */
    public void up() {
        try {
            Configuration configuration = new ConfigurationImpl()
                    .setPersistenceEnabled(false)
                    .setSecurityEnabled(false)
                    .setJMXManagementEnabled(false)
                    .setGracefulShutdownEnabled(false)
                    .addAcceptorConfiguration(
                            "amqp", "tcp://127.0.0.1:" + port + "?protocols=AMQP;useEpoll=false;useKQueue=false")
                    .addAddressSetting("#", new AddressSettings().setMaxDeliveryAttempts(3));
            running = new EmbeddedActiveMQ().setConfiguration(configuration);
            running.start();
            port = running.getActiveMQServer()
                    .getRemotingService()
                    .getAcceptor("amqp")
                    .getActualPort();
        } catch (Exception e) {
            throw new IllegalStateException("no broker", e);
        }
    }

    /** Stops it; its connections are cut and its messages gone. */
    public void down() {
        try {
            running.stop();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Cuts all connections; the messages stay, and what was not acknowledged is delivered again. */
    public void cut() {
        running.getActiveMQServer().getRemotingService().getConnections().forEach(connection -> connection
                .getTransportConnection()
                .forceClose());
    }

    /** What is sent to a queue goes to another one instead, from where a {@link QueueClient} may send it on. */
    public void hold(String queue, String instead) {
        try {
            ActiveMQServer server = running.getActiveMQServer();
            server.createQueue(QueueConfiguration.of(instead).setRoutingType(RoutingType.ANYCAST));
            server.deployDivert(new DivertConfiguration()
                    .setName("hold-" + queue)
                    .setAddress(queue)
                    .setForwardingAddress(instead)
                    .setFilterString(QueueClient.AGAIN + " is null")
                    .setExclusive(true));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    public String url() {
        return "amqp://127.0.0.1:" + port;
    }

    /** Messages that nobody has acknowledged. */
    public long messages(String queue) {
        Queue found = running.getActiveMQServer().locateQueue(SimpleString.of(queue));
        return found == null ? 0 : found.getMessageCount();
    }

    /** How many are listening. */
    public int consumers(String queue) {
        Queue found = running.getActiveMQServer().locateQueue(SimpleString.of(queue));
        return found == null ? 0 : found.getConsumerCount();
    }

    @Override
    public void close() {
        down();
    }
}
