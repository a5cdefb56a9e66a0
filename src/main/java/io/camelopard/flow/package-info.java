/**
 * The glue that the routes call: beans, predicates, exchange variables and MBeans.
 *
 * <p>The only package that knows both Camel and the rest. It holds no knowledge of the VO, of HTTP or of SQL: a bean here
 * reads its input from the exchange, calls one object of another package and writes the result back. Open
 * {@link io.camelopard.flow.Camelopard} first, which puts the parts together, then the route files in {@code routes/}.
 */
@NullMarked
package io.camelopard.flow;

import org.jspecify.annotations.NullMarked;
