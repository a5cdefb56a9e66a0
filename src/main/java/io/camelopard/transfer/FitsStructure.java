package io.camelopard.transfer;

import io.camelopard.FinalException;
import io.camelopard.TransientException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Whether the headers of a FITS file account for its length (FITS 4.0, sections 3 and 4.4.1), and whether its sums are right
 * (section 4.4.2.7 and appendix J). No number is believed: 64-bit arithmetic that does not overflow, bounded headers, nothing
 * allocated by size. Data are read only where there is a sum of them.
 *
 * @param complete whether every data unit is there and nothing follows the last one
 * @param summed whether every HDU has a CHECKSUM or a DATASUM
 * @param wrong the first sums that are not those of the bytes
 * @param notes what is tolerated: padding that is missing (services that cut out on the fly forget it), bytes after the
 *     last HDU
 */
record FitsStructure(boolean complete, boolean summed, List<String> wrong, List<String> notes) {
    static final int BLOCK = 2880;
    private static final int MAX_HEADER_BLOCKS = 10_000;
    private static final int MAX_HDUS = 100_000;
    private static final int MAX_WRONG = 4;
    private static final int PIECE = 32 * BLOCK;

    /** A file that ends before its headers say that it does. */
    static final class CutOff extends TransientException {
        private static final long serialVersionUID = 1L;

        private CutOff(String message) {
            super(message);
        }
    }

    /**
     * @throws FinalException for headers that contradict themselves
     * @throws CutOff for a file that is not all there
     */
    static FitsStructure read(Path file) throws IOException {
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            return new Walk(channel).go();
        }
    }

    private static final class Walk {
        private final SeekableByteChannel channel;
        private final long size;
        private final List<String> wrong = new ArrayList<>();
        private final List<String> notes = new ArrayList<>();
        private boolean summed = true;

        Walk(SeekableByteChannel channel) throws IOException {
            this.channel = channel;
            this.size = channel.size();
        }

        FitsStructure go() throws IOException {
            long at = 0;
            int hdus = 0;
            while (at < size && (hdus == 0 || isExtension(at))) {
                if (++hdus > MAX_HDUS) {
                    throw new FinalException("a FITS file with more than " + MAX_HDUS + " HDUs");
                }
                at = next(at, hdus);
            }
            boolean trailing = at < size;
            if (trailing) {
                notes.add((size - at) + " bytes after the last HDU");
            }
            return new FitsStructure(!trailing, summed, List.copyOf(wrong), List.copyOf(notes));
        }

        private long next(long at, int hdu) throws IOException {
            FitsHeader header = header(at, hdu);
            long data = at + (long) header.blocks() * BLOCK;
            long end;
            try {
                end = Math.addExact(data, header.dataBytes());
            } catch (ArithmeticException e) {
                throw new FinalException("HDU " + (hdu - 1) + " claims more bytes than can be counted", e);
            }
            if (end > size && header.dataBytes() > 0) {
                throw truncated("HDU " + (hdu - 1) + " ends at byte " + end + ", the file at " + size);
            }
            long padded = end > Long.MAX_VALUE - BLOCK ? end : (end + BLOCK - 1) / BLOCK * BLOCK;
            if (padded > size) {
                notes.add("the last block is not padded: " + size + " bytes are no multiple of " + BLOCK);
            }
            checkSums(header, hdu, data, Math.min(padded, size));
            return padded;
        }

        private void checkSums(FitsHeader header, int hdu, long data, long end) throws IOException {
            OptionalLong datasum = header.datasum();
            if (!header.hasChecksum() && datasum.isEmpty()) {
                summed = false;
                return;
            }
            FitsSum sum = sum(data, end);
            if (datasum.isPresent() && !sum.is(datasum.getAsLong())) {
                wrong("the data of HDU %d have the sum %s, its DATASUM is %d"
                        .formatted(hdu - 1, sum, datasum.getAsLong()));
            }
            sum.add(header.sum());
            if (header.hasChecksum() && !sum.isZero()) {
                wrong("the CHECKSUM of HDU %d is not that of its bytes".formatted(hdu - 1));
            }
        }

        private void wrong(String sum) {
            if (wrong.size() < MAX_WRONG) {
                wrong.add(sum);
            }
        }

        private FitsSum sum(long from, long to) throws IOException {
            FitsSum sum = new FitsSum();
            ByteBuffer piece = ByteBuffer.allocate((int) Math.min(PIECE, Math.max(0, to - from)));
            for (long at = from; at < to; at += piece.position()) {
                read(at, piece.clear().limit((int) Math.min(piece.capacity(), to - at)));
                sum.add(piece.array(), piece.position());
            }
            return sum;
        }

        private boolean isExtension(long at) throws IOException {
            return new String(bytes(at, 8), StandardCharsets.ISO_8859_1).equals("XTENSION");
        }

        private FitsHeader header(long at, int hdu) throws IOException {
            FitsHeader header = new FitsHeader(hdu - 1);
            for (int block = 0; block < MAX_HEADER_BLOCKS; block++) {
                byte[] bytes = bytes(at + (long) block * BLOCK, BLOCK);
                if (bytes.length > 0 && header.take(bytes)) {
                    return header;
                }
                if (bytes.length < BLOCK) {
                    throw truncated("the header of HDU " + (hdu - 1) + " has no END before the file ends at " + size);
                }
            }
            throw new FinalException(
                    "the header of HDU " + (hdu - 1) + " has no END in " + MAX_HEADER_BLOCKS + " blocks");
        }

        /** Fewer than asked for at the end of the file. */
        private byte[] bytes(long at, int count) throws IOException {
            ByteBuffer buffer = ByteBuffer.allocate((int) Math.max(0, Math.min(count, size - at)));
            read(at, buffer);
            return buffer.array();
        }

        private void read(long at, ByteBuffer buffer) throws IOException {
            channel.position(at);
            while (buffer.hasRemaining()) {
                if (channel.read(buffer) < 0) {
                    throw new EOFException("shorter than before");
                }
            }
        }

        private static CutOff truncated(String how) {
            return new CutOff("a truncated FITS file: " + how);
        }
    }
}
