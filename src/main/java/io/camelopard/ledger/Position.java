package io.camelopard.ledger;

import java.time.Instant;

/** Where a name was found on the sky (ICRS, degrees), and when it was asked for. */
public record Position(double ra, double dec, Instant resolved) {}
