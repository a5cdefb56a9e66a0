package io.camelopard.transfer;

import io.camelopard.TransientException;
import org.jspecify.annotations.Nullable;

/** A transfer broke off after some of its bytes had come: whoever asks again, asks for the rest where the server lets him. */
public final class BrokenTransfer extends TransientException {
    private BrokenTransfer(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** @param received how many bytes had come; without any it is as if there had been no answer */
    static TransientException after(long received, String message, @Nullable Throwable cause) {
        return received > 0 ? new BrokenTransfer(message, cause) : new TransientException(message, cause);
    }
}
