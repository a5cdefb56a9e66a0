/**
 * The harvest file: loading and checking it, its expressions and name templates, and the choice of links.
 *
 * <p>It knows what an operator may write and what that means; it asks no server, stores nothing and must not know
 * Camel, SQL or files other than the harvest and its target list. YAML and JSON Schema live here alone. Start with
 * {@link io.camelopard.harvest.HarvestFile}, then {@link io.camelopard.harvest.Harvest}.
 */
@NullMarked
package io.camelopard.harvest;

import org.jspecify.annotations.NullMarked;
