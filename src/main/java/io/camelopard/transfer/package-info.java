/**
 * Gets bytes safely from servers that are not trusted to files that are: request URIs, address and redirect policy,
 * staging, verification, directory listings, safe names, publication.
 *
 * <p>It must not know Camel, harvests, the ledger or the VO: what a failure means for a product is decided above, and
 * the HTTP request itself is made by whoever builds a client with {@link io.camelopard.transfer.RemoteClient}. Only this
 * package knows the policies of HttpClient 5. Open {@code RemoteClient} first for the network side, {@link
 * io.camelopard.transfer.Staging} for the file side.
 */
@NullMarked
package io.camelopard.transfer;

import org.jspecify.annotations.NullMarked;
