package io.camelopard.flow;

import io.camelopard.MisuseException;
import io.camelopard.transfer.Credential;
import java.io.Closeable;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import org.apache.camel.LoggingLevel;
import org.apache.camel.component.amqp.AMQPComponent;
import org.apache.camel.component.jms.ConsumerType;
import org.apache.camel.component.jms.JmsConfiguration;
import org.apache.qpid.jms.JmsConnectionFactory;
import org.apache.qpid.jms.policy.JmsDefaultDeserializationPolicy;
import org.apache.qpid.jms.policy.JmsDefaultPrefetchPolicy;
import org.springframework.jms.connection.CachingConnectionFactory;

/**
 * The queues at an AMQP 1.0 broker, which several machines share: Camel's component with a connection of our own. It comes back
 * by itself when the broker does, waits for nothing without an end, and takes a message only when a worker is free for it, since
 * an offer that waits for a busy one is lost to the others. A message is acknowledged when its work has ended.
 */
final class Broker implements Closeable {
    private static final String QUEUES = "amqp:";
    private static final String ADDRESS = "camelopard.amqp.url";
    private static final String USERNAME = "camelopard.amqp.username";
    private static final String PASSWORD = "camelopard.amqp.password";

    /** A few attempts in a row; then the consumers go on with it after a pause. */
    private static final String RECONNECT = "?failover.startupMaxReconnectAttempts=1&failover.maxReconnectAttempts=5"
            + "&failover.initialReconnectDelay=50&failover.reconnectDelay=100&failover.maxReconnectDelay=2000";

    private static final int TIMEOUT_MS = 10_000;
    private static final int CLOSE_MS = 2_000;

    private final JmsConnectionFactory receiving;
    private final CachingConnectionFactory sending;
    private final Outage outage;

    /** @throws MisuseException when the configuration is wrong; that the broker is away is no failure */
    Broker(Settings settings, Outage outage) {
        this.outage = outage;
        receiving = factory(settings);
        sending = new CachingConnectionFactory(factory(settings));
        sending.setCacheConsumers(false);
    }

    /** Whether messages on a queue reach other machines. */
    static boolean isShared(String queue) {
        return !queue.startsWith("seda:");
    }

    /** Whether a queue is at a broker. */
    static boolean has(Settings settings) {
        return settings.text("camelopard.queue.products").startsWith(QUEUES)
                || settings.text("camelopard.queue.harvests").startsWith(QUEUES);
    }

    AMQPComponent component() {
        AMQPComponent component = new AMQPComponent();
        JmsConfiguration configuration = component.getConfiguration();
        configuration.setConnectionFactory(receiving);
        configuration.setTemplateConnectionFactory(sending);
        configuration.setMessageConverter(new QueueText());
        configuration.setDisableReplyTo(true);
        configuration.setAcknowledgementModeName("CLIENT_ACKNOWLEDGE");
        // A message whose connection broke before it could be acknowledged comes again, and is dropped then.
        configuration.setErrorHandlerLoggingLevel(LoggingLevel.DEBUG);
        configuration.setConsumerType(ConsumerType.Custom);
        configuration.setMessageListenerContainerFactory(endpoint -> new QueueConsumers(endpoint, outage));
        return component;
    }

    @Override
    public void close() {
        sending.destroy();
    }

    /** The innermost message of a failure to send, in which the broker's client tells what is wrong. */
    static String reason(Throwable failure) {
        Throwable at = failure;
        while (at.getCause() != null) {
            at = at.getCause();
        }
        return String.valueOf(at.getMessage());
    }

    private static JmsConnectionFactory factory(Settings settings) {
        JmsConnectionFactory factory = new JmsConnectionFactory(address(settings));
        String username = settings.text(USERNAME);
        if (!username.isEmpty()) {
            factory.setUsername(username);
            factory.setPassword(Credential.secret(PASSWORD, settings.text(PASSWORD)));
        }
        JmsDefaultPrefetchPolicy prefetch = new JmsDefaultPrefetchPolicy();
        prefetch.setAll(0);
        factory.setPrefetchPolicy(prefetch);
        JmsDefaultDeserializationPolicy nothing = new JmsDefaultDeserializationPolicy();
        nothing.setDenyList("*");
        factory.setDeserializationPolicy(nothing);
        factory.setConnectTimeout(TIMEOUT_MS);
        factory.setRequestTimeout(TIMEOUT_MS);
        factory.setSendTimeout(TIMEOUT_MS);
        factory.setCloseTimeout(CLOSE_MS);
        factory.setUseDaemonThread(true);
        return factory;
    }

    private static String address(Settings settings) {
        List<String> brokers = settings.list(ADDRESS);
        if (brokers.isEmpty()) {
            throw new MisuseException(ADDRESS + " is empty; expected amqp://host:5672, or a list of them");
        }
        brokers.forEach(Broker::check);
        return "failover:(" + String.join(",", brokers) + ")" + RECONNECT;
    }

    private static void check(String broker) {
        try {
            URI uri = new URI(broker);
            if (List.of("amqp", "amqps").contains(String.valueOf(uri.getScheme()))
                    && uri.getHost() != null
                    && uri.getUserInfo() == null) {
                return;
            }
        } catch (URISyntaxException e) {
            throw new MisuseException("%s: %s".formatted(ADDRESS, e.getMessage()), e);
        }
        throw new MisuseException(
                "%s: expected amqp://host:5672 or amqps://host:5671, without a user".formatted(ADDRESS));
    }
}
