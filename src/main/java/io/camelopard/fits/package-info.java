/**
 * What is done with a FITS file that is here: compressions undone, positions on the sky, rectangles cut out of
 * images, pictures drawn of them.
 *
 * <p>A file may be larger than the memory: it is read through {@link io.camelopard.fits.Source}, which is asked for ranges of
 * bytes, the headers first and then only what is needed, so that a remote file can stand behind it as well as a local one.
 * Numbers in headers are not believed. The package must not know where the file came from, or why somebody wants it changed.
 *
 * <p>Start with {@link io.camelopard.fits.Cutout}, {@link io.camelopard.fits.Decompress}, {@link
 * io.camelopard.fits.Histogram} or {@link io.camelopard.fits.Preview}; {@link io.camelopard.fits.Wcs} says where on the sky a pixel is.
 */
@NullMarked
package io.camelopard.fits;

import org.jspecify.annotations.NullMarked;
