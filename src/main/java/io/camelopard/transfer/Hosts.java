package io.camelopard.transfer;

import java.net.URI;
import java.util.Map;

/** What is known of the hosts that are asked, of all requests together. Thread-safe. */
public interface Hosts {
    /** Nothing is remembered of any. */
    Hosts FORGOTTEN = new Hosts() {
        @Override
        public void ask(URI uri, boolean redirected) {}

        @Override
        public void answered(URI uri, int status, Map<String, String> headers) {}
    };

    /**
     * To be called before each request, each hop of a redirect too.
     *
     * @throws HostRests when its host asked to be left alone
     */
    void ask(URI uri, boolean redirected);

    /**
     * To be called after the head of each answer.
     *
     * @param headers {@code retry-after} and {@code date}, where they are there
     */
    void answered(URI uri, int status, Map<String, String> headers);
}
