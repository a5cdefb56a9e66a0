package io.camelopard.ledger;

/**
 * How many products may be under way.
 *
 * @param window offers that nobody has claimed yet
 * @param perHost offered and fetching for one host, over all instances
 * @param total offered and fetching for all hosts
 */
public record Places(int window, int perHost, int total) {}
