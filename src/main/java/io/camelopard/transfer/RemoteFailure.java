package io.camelopard.transfer;

import io.camelopard.FinalException;
import io.camelopard.TransientException;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.UnsupportedSchemeException;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.jspecify.annotations.Nullable;

/** What the exceptions of HttpClient mean for us. */
final class RemoteFailure {
    private RemoteFailure() {}

    /** Of a failure before the head of the answer was there. */
    static RuntimeException before(String url, Exception e) {
        if (e instanceof SSLException && !isCut(e)) {
            return new FinalException(url + ": no trusted connection: " + words(e), e);
        }
        if (e instanceof MessageConstraintException || e instanceof UnsupportedSchemeException) {
            return new FinalException(url + ": the answer is not acceptable: " + words(e), e);
        }
        return new TransientException(url + ": " + reason(e), e);
    }

    /** Of a failure within the body. */
    static TransientException within(String url, long received, long expected, IOException e) {
        return BrokenTransfer.after(received, url + ": " + progress(received, expected) + ", then " + cut(e), e);
    }

    static String progress(long received, long expected) {
        return received + (expected >= 0 ? " of " + expected : "") + " bytes";
    }

    private static String reason(Exception e) {
        if (e instanceof UnknownHostException) {
            return "the host name is not known";
        }
        if (e instanceof ConnectionRequestTimeoutException) {
            return "no free connection to this host in time";
        }
        if (e instanceof ConnectTimeoutException) {
            return "no connection in time";
        }
        if (e instanceof ConnectException) {
            return "no connection: " + words(e);
        }
        if (e instanceof SocketTimeoutException) {
            return "no answer in time";
        }
        if (e instanceof NoHttpResponseException) {
            return "the server closed the connection without an answer";
        }
        return "no answer: " + words(e);
    }

    private static String cut(IOException e) {
        if (e instanceof SocketTimeoutException) {
            return "the server fell silent";
        }
        if (e instanceof ConnectionClosedException || e instanceof EOFException) {
            return "the server closed";
        }
        return e instanceof SocketException || e instanceof SSLException
                ? "the connection broke: " + words(e)
                : "the answer went wrong: " + words(e);
    }

    /** A handshake that was cut off says nothing about the certificate. */
    private static boolean isCut(Exception e) {
        Throwable cause = e.getCause();
        return cause instanceof EOFException
                || cause instanceof SocketException
                || e.getCause() instanceof SocketTimeoutException;
    }

    private static String words(Throwable e) {
        @Nullable String message = e.getMessage();
        String text = message == null ? e.getClass().getSimpleName() : message.replaceAll("[\\p{Cntrl}\\p{Cf}]+", " ");
        return text.length() > 200 ? text.substring(0, 200) + "…" : text;
    }
}
