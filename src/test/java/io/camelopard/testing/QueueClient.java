package io.camelopard.testing;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.io.Closeable;
import java.time.Duration;
import java.util.Optional;
import org.apache.qpid.jms.JmsConnectionFactory;

/** Somebody else at the broker, who sends and receives what he likes. */
public final class QueueClient implements Closeable {
    /** Marks what {@link AmqpBroker#hold} lets through. */
    static final String AGAIN = "again";

    private final Connection connection;
    private final Session session;

    private QueueClient(Connection connection) throws JMSException {
        this.connection = connection;
        this.session = connection.createSession(Session.AUTO_ACKNOWLEDGE);
        connection.start();
    }

    public static QueueClient at(AmqpBroker broker) throws JMSException {
        return new QueueClient(new JmsConnectionFactory(broker.url()).createConnection());
    }

    /** Makes a message. */
    @FunctionalInterface
    public interface Maker {
        Message make(Session session) throws JMSException;
    }

    /** Sends whatever was made. */
    public void send(String queue, Maker maker) throws JMSException {
        try (MessageProducer producer = session.createProducer(session.createQueue(queue))) {
            Message message = maker.make(session);
            message.setBooleanProperty(AGAIN, true);
            producer.send(message);
        }
    }

    /** Sends a text. */
    public void send(String queue, String text) throws JMSException {
        send(queue, made -> made.createTextMessage(text));
    }

    /** The next text of a queue; empty when none comes in time. */
    public Optional<String> receive(String queue, Duration most) throws JMSException {
        try (MessageConsumer consumer = session.createConsumer(session.createQueue(queue))) {
            Message message = consumer.receive(most.toMillis());
            return message == null ? Optional.empty() : Optional.of(((TextMessage) message).getText());
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }
}
