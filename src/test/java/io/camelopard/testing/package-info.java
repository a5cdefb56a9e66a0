/**
 * What several packages' tests need: a server that misbehaves on request. Open {@link
 * io.camelopard.testing.MisbehavingServer} first.
 */
@org.jspecify.annotations.NullMarked
package io.camelopard.testing;
