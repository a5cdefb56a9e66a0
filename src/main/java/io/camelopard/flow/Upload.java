package io.camelopard.flow;

import io.camelopard.transfer.About;
import io.camelopard.transfer.Received;
import io.camelopard.transfer.Staged;
import io.camelopard.transfer.Store;

/**
 * A staged file that is about to be sent to a store.
 *
 * @param replace whether its path is its own, so that whatever stands there is overwritten
 */
record Upload(Store store, Staged staged, String path, Received content, About about, boolean replace) {
    void send() {
        store.publish(staged, path, content, about, replace);
    }
}
