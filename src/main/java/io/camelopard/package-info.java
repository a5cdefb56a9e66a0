/**
 * The three failure types, one for each thing that can happen next, and nothing else.
 *
 * <p>This package imports nothing and may be used by all. Start with {@link io.camelopard.TransientException}.
 */
@NullMarked
package io.camelopard;

import org.jspecify.annotations.NullMarked;
