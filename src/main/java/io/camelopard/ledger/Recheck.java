package io.camelopard.ledger;

/** When a product that is already stored is fetched again. */
public enum Recheck {
    /** When discovery or a listing shows another length, date or ETag ({@code existing: replace}). */
    CHANGED,
    /** Always, so that a conditional request decides ({@code revalidate: true}). */
    ALWAYS,
    /** Never ({@code existing: skip}). */
    NEVER
}
