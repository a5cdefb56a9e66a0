package io.camelopard.transfer;

import java.time.Duration;
import java.util.List;

/**
 * How remote servers are talked to.
 *
 * @param userAgent who we are, with an address where we can be reached
 * @param connectTimeout for a place in the pool, and again for a connection
 * @param idleTimeout longest silence of a server, before its answer and within it
 * @param deadline longest time of a request with all its redirects and its body
 * @param lowSpeedBytes fewer bytes a second than this, over {@code lowSpeedTime}, end a transfer
 * @param lowSpeedTime the window of that measurement
 * @param maxRedirects most redirects followed
 * @param network the addresses that may be contacted
 * @param credentials sent to the servers that they are for
 * @param maxPerHost most connections to one host
 * @param maxTotal most connections in all
 */
public record ClientSettings(
        String userAgent,
        Duration connectTimeout,
        Duration idleTimeout,
        Duration deadline,
        long lowSpeedBytes,
        Duration lowSpeedTime,
        int maxRedirects,
        NetworkPolicy network,
        List<Credential> credentials,
        int maxPerHost,
        int maxTotal) {
    public ClientSettings {
        credentials = List.copyOf(credentials);
    }
}
