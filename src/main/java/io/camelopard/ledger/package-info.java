/**
 * Runs and products in SQL: what was asked for, what is owed, offered, being fetched, and how each of it ended.
 *
 * <p>The only state of Camelopard. It knows neither Camel nor harvests nor transfers: what they need to keep (requests, rows,
 * links) are JSON texts to it. SQLite in the home folder by default, PostgreSQL by JDBC URL, with the same statements.
 *
 * <p>Start with {@link io.camelopard.ledger.Ledger}; the life of a product is {@link io.camelopard.ledger.Booking} (owed),
 * {@link io.camelopard.ledger.Feed} (offered, fetching) and {@link io.camelopard.ledger.Settlement} (stored, skipped, failed).
 */
@NullMarked
package io.camelopard.ledger;

import org.jspecify.annotations.NullMarked;
