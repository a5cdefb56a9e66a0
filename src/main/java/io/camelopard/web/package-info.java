/**
 * What is looked at with a browser: the report of a run.
 *
 * <p>Knows neither routes nor SQL: it asks the ledger and writes HTML. All text of others gets into a page through
 * {@link io.camelopard.web.Html} and nowhere else. Open {@link io.camelopard.web.Report} first.
 */
@NullMarked
package io.camelopard.web;

import org.jspecify.annotations.NullMarked;
