package io.camelopard.ledger;

import java.time.Instant;

/** A file of the drop folder. The same name, content and time is the same drop; the same file dropped again is another. */
public record Dropped(String name, String sha256, Instant modified) {}
