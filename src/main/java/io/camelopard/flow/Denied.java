package io.camelopard.flow;

import io.camelopard.FinalException;

/** The server gives something to others only (401, 403). */
final class Denied extends FinalException {
    private static final long serialVersionUID = 1L;

    Denied(String message) {
        super(message);
    }
}
