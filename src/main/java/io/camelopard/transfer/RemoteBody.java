package io.camelopard.transfer;

import io.camelopard.TransientException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.hc.client5.http.classic.ExecRuntime;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;
import org.jspecify.annotations.Nullable;

/**
 * The body of an answer. Its stream fails with the exceptions of {@link RemoteFailure}; closed before its end, by
 * whomever and in whichever way, it discards the connection instead of reading the rest, which may have no end.
 */
final class RemoteBody extends HttpEntityWrapper {
    /** A redirect's body up to here is read, to keep the connection. */
    private static final int WORTH_READING = 16 << 10;

    private final String url;
    private final ExecRuntime runtime;
    private final Watch watch;
    private @Nullable Stream stream;

    RemoteBody(HttpEntity entity, String url, ExecRuntime runtime, Watch watch) {
        super(entity);
        this.url = url;
        this.runtime = runtime;
        this.watch = watch;
    }

    @Override
    public synchronized InputStream getContent() throws IOException {
        if (stream == null) {
            stream = new Stream(super.getContent());
        }
        return stream;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        try (InputStream in = getContent()) {
            in.transferTo(out);
        }
    }

    @Override
    public boolean isStreaming() {
        return true;
    }

    @Override
    public boolean isRepeatable() {
        return false;
    }

    @Override
    public void close() throws IOException {
        getContent().close();
    }

    /** Ends the body of which nothing is wanted; the watch goes on for the next hop. */
    void drop() {
        long length = getContentLength();
        try {
            if (length >= 0 && length <= WORTH_READING) {
                super.getContent().skipNBytes(length);
                super.close();
                return;
            }
        } catch (IOException e) {
            // Not worth a failure: the connection goes, the redirect stays.
            runtime.discardEndpoint();
        }
        runtime.discardEndpoint();
    }

    private final class Stream extends InputStream {
        private final InputStream in;
        private long received;
        private boolean ended;
        private boolean closed;

        Stream(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            int n = read(one, 0, 1);
            return n < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            if (closed) {
                throw new IOException(url + ": the body is closed");
            }
            if (ended || length == 0) {
                return ended ? -1 : 0;
            }
            watch.readBegins();
            int n = readRemote(buffer, offset, length);
            String slow = watch.readEnded(n);
            received += Math.max(0, n);
            if (n < 0) {
                ended = true;
                watch.stop();
            } else if (slow != null) {
                abandon();
                throw new TransientException(
                        url + ": " + RemoteFailure.progress(received, getContentLength()) + ", then only " + slow);
            }
            return n;
        }

        private int readRemote(byte[] buffer, int offset, int length) {
            try {
                return in.read(buffer, offset, length);
            } catch (IOException e) {
                abandon();
                throw watch.failure(
                        url + ": " + RemoteFailure.progress(received, getContentLength()),
                        RemoteFailure.within(url, received, getContentLength(), e));
            }
        }

        @Override
        public int available() throws IOException {
            return closed || ended ? 0 : in.available();
        }

        @Override
        public void close() throws IOException {
            if (closed) {
                return;
            }
            closed = true;
            watch.stop();
            if (ended || received == getContentLength()) {
                in.close();
            } else {
                abandon();
            }
        }

        private void abandon() {
            watch.stop();
            runtime.discardEndpoint();
        }
    }
}
