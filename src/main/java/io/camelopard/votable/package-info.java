/**
 * VOTable (IVOA VOTable 1.0 to 1.5) read and written: bytes into rows, rows into bytes.
 *
 * <p>Knows nothing of harvests, services or the network: it is given a stream or a file, never a name to open, and what
 * stands in a document is data, so no entity, DTD or {@code href} of it is ever followed. STIL is used here and nowhere
 * else; Camel is known to {@link io.camelopard.votable.VotableDataFormat} alone.
 *
 * <p>Open {@link io.camelopard.votable.VotableReader} first, then the package-private {@code Document}, which sees every
 * element, and {@code CellType}, which knows what a cell means in text and in bytes.
 */
@NullMarked
package io.camelopard.votable;

import org.jspecify.annotations.NullMarked;
