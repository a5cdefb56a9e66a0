package io.camelopard.fits;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** The pixels of one HDU, of which any rectangle can be had in bounded memory. */
interface Image {
    /** Its header as that of a plain image: without the marks of a compression. */
    Header header();

    /** NAXIS1 and so on. */
    List<Long> shape();

    /** Bytes a pixel. */
    int width();

    /** Writes the pixels as they are in a FITS file: big-endian, not scaled, the first axis fastest, whole pixels at once. */
    void write(Box box, OutputStream out) throws IOException;
}
