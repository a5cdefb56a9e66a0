package io.camelopard.vo;

import java.util.Optional;

/**
 * Where the URLs of jobs are kept from before they run until they have ended, so that whoever comes after a crash finds
 * them. A key says what was asked of whom; the same question has the same key at any time.
 */
public interface KnownJobs {
    Optional<String> find(String key);

    void keep(String key, String url);

    void forget(String key);
}
