package io.camelopard.flow;

import io.camelopard.ledger.Ledger;
import io.camelopard.transfer.Uploads;
import java.util.Optional;
import org.apache.camel.Exchange;

/** The step that sends a staged file to a bucket, and the account of that in the ledger. Thread-safe. */
public final class Uploading implements Uploads {
    private final Ledger ledger;

    Uploading(Ledger ledger) {
        this.ledger = ledger;
    }

    /** Sends what {@link Vars#UPLOAD} says. */
    public void send(Exchange exchange) {
        exchange.getVariable(Vars.UPLOAD, Upload.class).send();
    }

    @Override
    public Optional<Begun> find(String root, String path) {
        return ledger.uploads()
                .find(root, path)
                .map(upload -> new Begun(upload.sha256(), upload.uploadId(), upload.begun()));
    }

    @Override
    public void begin(String root, String path, String sha256) {
        ledger.uploads().begin(root, path, sha256);
    }

    @Override
    public void begun(String root, String path, String uploadId) {
        ledger.uploads().parts(root, path, uploadId);
    }

    @Override
    public void ended(String root, String path) {
        ledger.uploads().parts(root, path, null);
    }
}
