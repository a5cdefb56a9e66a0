package io.camelopard.ledger;

/**
 * The right to work on a product for a while; what travels on the products queue. Whoever comes with a token that is no longer
 * the product's changes nothing.
 */
public record Lease(long product, String token) {}
