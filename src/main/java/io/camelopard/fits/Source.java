package io.camelopard.fits;

import java.io.IOException;
import java.nio.ByteBuffer;

/** The bytes of a FITS file, wherever it is; asked for as few of them as possible, mostly in ascending order. */
public interface Source {
    /** In bytes. */
    long length();

    /**
     * Reads some of what the buffer has room for, as a channel does.
     *
     * @return how many bytes; negative at the end
     */
    int read(long position, ByteBuffer target) throws IOException;
}
