/**
 * The commands of the program: what a person types, what a person sees, and the exit status.
 *
 * <p>Knows nothing of protocols, SQL or routes: it starts {@link io.camelopard.flow.Camelopard} and looks at what the
 * ledger says. Open {@link io.camelopard.cli.Main} first.
 */
@NullMarked
package io.camelopard.cli;

import org.jspecify.annotations.NullMarked;
