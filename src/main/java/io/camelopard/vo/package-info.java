/**
 * The protocols of the Virtual Observatory: what is asked of a service, what its answer means, and what its errors are.
 *
 * <p>Everything here talks through {@link io.camelopard.vo.Ask}, one request in and one spooled answer out, so that
 * conversations of several requests (fail-over, batches, recursion) are plain loops that are tested without a network.
 * The package must not know harvests, the ledger, or how an answer gets to this machine.
 *
 * <p>Start with {@link io.camelopard.vo.LinkResolver}, which turns rows into links, and {@link io.camelopard.vo.Soda}, which
 * cuts out of what they lead to. {@link io.camelopard.vo.Sesame}, {@link io.camelopard.vo.Registry} and the searches
 * ({@link io.camelopard.vo.ConeSearch}, {@link io.camelopard.vo.ImageSearch}, {@link io.camelopard.vo.Mast},
 * {@link io.camelopard.vo.Tap} with its jobs, {@link io.camelopard.vo.Uws}) come before them in a run, and
 * {@link io.camelopard.vo.Faults} reads every answer first.
 */
@NullMarked
package io.camelopard.vo;

import org.jspecify.annotations.NullMarked;
