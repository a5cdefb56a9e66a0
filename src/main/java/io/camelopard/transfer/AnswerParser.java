package io.camelopard.transfer;

import java.io.IOException;
import org.apache.hc.client5.http.impl.io.LenientHttpResponseParser;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.util.CharArrayBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the heads of the answers of one connection. Text before the first is passed over, as HttpClient does; before a later
 * one it is what the server sent beyond the end of the answer before, and says nothing about the request that it stands in the
 * way of. For one thread.
 */
final class AnswerParser extends LenientHttpResponseParser {
    private boolean answered;

    AnswerParser(@Nullable Http1Config config) {
        super(config);
    }

    @Override
    protected @Nullable ClassicHttpResponse createMessage(CharArrayBuffer line) throws IOException {
        ClassicHttpResponse head = super.createMessage(line);
        if (head == null && answered) {
            throw new NoHttpResponseException("there are bytes beyond the end of the answer before");
        }
        answered = true;
        return head;
    }
}
