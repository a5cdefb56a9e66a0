package io.camelopard.ledger;

/**
 * What is done about products that are stored already.
 *
 * @param upgrade whether better alternatives are tried again where a lesser one is stored
 */
public record Policy(Recheck recheck, boolean upgrade) {
    public static final Policy DEFAULT = new Policy(Recheck.CHANGED, false);
}
