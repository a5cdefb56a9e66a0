package io.camelopard.web;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;

/** The parts of a PNG file (PNG, section 5.3). A text in one may unpack to a thousand times its length, and is never wanted. */
final class PngChunks {
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    private static final Set<String> NEEDED = Set.of("IHDR", "PLTE", "tRNS", "IDAT", "IEND");
    /** Length, type and CRC. */
    private static final int FRAME = 12;

    private PngChunks() {}

    static boolean isPng(byte[] file) {
        return file.length > SIGNATURE.length
                && Arrays.equals(file, 0, SIGNATURE.length, SIGNATURE, 0, SIGNATURE.length);
    }

    /** The file with the pixels and nothing else; one that is cut off or damaged up to there. */
    static byte[] needed(byte[] file) {
        ByteArrayOutputStream needed = new ByteArrayOutputStream(file.length);
        ByteBuffer all = ByteBuffer.wrap(file);
        needed.write(file, 0, SIGNATURE.length);
        long at = SIGNATURE.length;
        while (at + FRAME <= file.length) {
            int start = (int) at;
            long length = FRAME + Integer.toUnsignedLong(all.getInt(start));
            if (at + length > file.length) {
                break;
            }
            if (NEEDED.contains(new String(file, start + 4, 4, StandardCharsets.ISO_8859_1))) {
                needed.write(file, start, (int) length);
            }
            at += length;
        }
        return needed.toByteArray();
    }
}
