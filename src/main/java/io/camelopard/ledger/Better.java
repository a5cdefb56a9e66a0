package io.camelopard.ledger;

/**
 * Why a product is degraded: one that would have been better was not stored.
 *
 * @param alternative the harvest's number of its alternative, from 0
 */
public record Better(int alternative, String identity, String reason) {}
