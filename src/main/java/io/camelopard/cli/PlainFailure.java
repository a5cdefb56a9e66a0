package io.camelopard.cli;

import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import io.camelopard.harvest.Printable;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A stack trace in the log, with messages of one line each. Named in logback.xml. */
public final class PlainFailure extends ThrowableProxyConverter {
    @Override
    protected String throwableProxyToString(IThrowableProxy failure) {
        return super.throwableProxyToString(new OneLine(failure));
    }

    private record OneLine(IThrowableProxy failure) implements IThrowableProxy {
        private static @Nullable OneLine of(@Nullable IThrowableProxy failure) {
            return failure == null ? null : new OneLine(failure);
        }

        @Override
        public @Nullable String getMessage() {
            return failure.getMessage() == null ? null : Printable.line(failure.getMessage());
        }

        @Override
        public String getClassName() {
            return failure.getClassName();
        }

        @Override
        public StackTraceElementProxy[] getStackTraceElementProxyArray() {
            return failure.getStackTraceElementProxyArray();
        }

        @Override
        public int getCommonFrames() {
            return failure.getCommonFrames();
        }

        @Override
        public @Nullable IThrowableProxy getCause() {
            return of(failure.getCause());
        }

        @Override
        public IThrowableProxy[] getSuppressed() {
            return Arrays.stream(failure.getSuppressed()).map(OneLine::new).toArray(IThrowableProxy[]::new);
        }

        @Override
        public boolean isCyclic() {
            return failure.isCyclic();
        }
    }
}
