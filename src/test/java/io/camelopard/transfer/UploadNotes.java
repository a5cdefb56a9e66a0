package io.camelopard.transfer;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** An account of uploads in memory. */
final class UploadNotes implements Uploads {
    private final Map<String, String> sums = new TreeMap<>();
    private final Map<String, String> ids = new TreeMap<>();

    @Override
    public synchronized Optional<Begun> find(String root, String path) {
        String key = root + "/" + path;
        return Optional.ofNullable(sums.get(key)).map(sum -> new Begun(sum, ids.get(key), Instant.now()));
    }

    @Override
    public synchronized void begin(String root, String path, String sha256) {
        sums.put(root + "/" + path, sha256);
        ids.remove(root + "/" + path);
    }

    @Override
    public synchronized void begun(String root, String path, String uploadId) {
        ids.put(root + "/" + path, uploadId);
    }

    @Override
    public synchronized void ended(String root, String path) {
        ids.remove(root + "/" + path);
    }

    /** What was stored is recorded, as the ledger does. */
    synchronized void recorded(String root, String path) {
        sums.remove(root + "/" + path);
    }

    /** Whether no upload in parts is left. */
    synchronized boolean isEmpty() {
        return ids.isEmpty();
    }
}
