package io.camelopard.fits;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.z.ZCompressorInputStream;
import org.jspecify.annotations.Nullable;

/** How a file is compressed, told by its first bytes. */
public enum Compression {
    /** RFC 1952, of any number of members. */
    GZIP("gzip"),
    /** The LZW of Unix compress, mostly named {@code .Z}; it has neither an end mark nor a sum. */
    COMPRESS("compress"),
    /** Of any number of streams. */
    BZIP2("bzip2"),
    /** Images of a FITS file in tiles (FITS 4.0, section 10.1), as fpack makes them. */
    TILES("FITS tile compression");

    /** How many bytes {@link #of} looks at. */
    static final int MAGIC = 10;

    private static final int LZW_KILOBYTES = 1 << 11;

    private final String words;

    Compression(String words) {
        this.words = words;
    }

    /** As messages name it. */
    public String words() {
        return words;
    }

    /** @return null for what is not one of the first three */
    static @Nullable Compression of(byte[] head) {
        if (starts(head, 0, 0x1f, 0x8b)) {
            return GZIP;
        }
        if (starts(head, 0, 0x1f, 0x9d)) {
            return COMPRESS;
        }
        boolean block = starts(head, 4, 0x31, 0x41, 0x59, 0x26, 0x53, 0x59);
        boolean empty = starts(head, 4, 0x17, 0x72, 0x45, 0x38, 0x50, 0x90);
        return starts(head, 0, 'B', 'Z', 'h') && (block || empty) ? BZIP2 : null;
    }

    private static boolean starts(byte[] head, int at, int... magic) {
        for (int i = 0; i < magic.length; i++) {
            if (at + i >= head.length || (head[at + i] & 0xff) != magic[i]) {
                return false;
            }
        }
        return true;
    }

    /** @throws IOException also for damaged beginnings */
    InputStream open(BufferedInputStream packed) throws IOException {
        return switch (this) {
            case GZIP -> new GzipMembers(packed);
            case COMPRESS -> new ZCompressorInputStream(packed, LZW_KILOBYTES);
            case BZIP2 -> new BZip2CompressorInputStream(packed, true);
            case TILES -> throw new IllegalArgumentException("tiles are in a file and not in a stream");
        };
    }
}
