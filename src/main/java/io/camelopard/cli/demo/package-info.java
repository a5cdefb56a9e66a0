/**
 * An archive in a box for {@code camelopard demo} and for tests: the services that the shipped harvest of 3C 105 needs,
 * on a loopback port, with the answers recorded from the real ones.
 *
 * <p>It knows nothing of harvests, routes or the ledger, and shares no code with what reads its answers; a mistake of
 * ours would otherwise be made on both sides. Start with {@link io.camelopard.cli.demo.DemoArchive}.
 */
@NullMarked
package io.camelopard.cli.demo;

import org.jspecify.annotations.NullMarked;
