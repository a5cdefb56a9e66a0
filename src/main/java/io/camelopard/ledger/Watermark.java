package io.camelopard.ledger;

/**
 * How far one search of a harvest has come.
 *
 * @param service as the harvest names it; empty where it has none
 * @param target as the harvest or the request names it; empty where there is none
 * @param value the largest one of the column, in the column's own form
 */
public record Watermark(String harvest, String service, String target, String column, String value) {}
