package io.camelopard.cli;

import ch.qos.logback.classic.pattern.MessageConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.camelopard.harvest.Printable;

/** The message of a log line, which is one line: what a remote side wrote cannot make a second one. Named in logback.xml. */
public final class PlainMessage extends MessageConverter {
    @Override
    public String convert(ILoggingEvent event) {
        return Printable.line(super.convert(event));
    }
}
