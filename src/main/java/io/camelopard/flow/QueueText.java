package io.camelopard.flow;

import io.camelopard.flow.Messages.Unreadable;
import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.nio.charset.StandardCharsets;
import org.springframework.jms.support.converter.MessageConversionException;
import org.springframework.jms.support.converter.MessageConverter;

/**
 * Texts go to a broker as text messages. What comes is a text, or bytes in UTF-8; of anything else no content is looked at, so
 * that nothing is ever deserialised (RELIABILITY D3). Thread-safe.
 */
final class QueueText implements MessageConverter {
    @Override
    public Message toMessage(Object body, Session session) throws JMSException {
        if (body instanceof String text) {
            return session.createTextMessage(text);
        }
        throw new MessageConversionException(
                "only texts go to a queue, not a " + body.getClass().getName());
    }

    @Override
    public Object fromMessage(Message message) throws JMSException {
        if (message instanceof TextMessage text) {
            String content = text.getText();
            return content == null ? new Unreadable("an empty message") : content;
        }
        if (message instanceof BytesMessage bytes) {
            return text(bytes);
        }
        return new Unreadable("a message of type " + message.getClass().getSimpleName());
    }

    private static Object text(BytesMessage message) throws JMSException {
        long length = message.getBodyLength();
        if (length > Messages.LONGEST) {
            return new Unreadable(length + " bytes");
        }
        byte[] content = new byte[(int) length];
        message.readBytes(content);
        return new String(content, StandardCharsets.UTF_8);
    }
}
