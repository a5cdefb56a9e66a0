package io.camelopard.transfer;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;

/** The body of a request: while it is being sent nobody waits for an answer, so each piece that goes starts that clock anew. */
final class SentBody extends HttpEntityWrapper {
    private final Watch watch;

    SentBody(HttpEntity entity, Watch watch) {
        super(entity);
        this.watch = watch;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        super.writeTo(new FilterOutputStream(out) {
            @Override
            public void write(byte[] buffer, int offset, int length) throws IOException {
                out.write(buffer, offset, length);
                watch.headExpected();
            }
        });
    }
}
