package io.camelopard.ledger;

/**
 * A run to be booked.
 *
 * @param request what was asked for beyond the harvest (targets, limit), as canonical JSON: of one harvest and one request
 *     there is at most one unfinished run
 * @param yaml the harvest as it was when the run was booked
 */
public record NewRun(String harvest, Trigger trigger, String request, String yaml) {
    /** What makes two unfinished runs the same. */
    String slot() {
        return Digests.sha256(harvest + '\0' + request);
    }
}
