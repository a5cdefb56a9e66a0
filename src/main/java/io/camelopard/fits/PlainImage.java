package io.camelopard.fits;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.LongStream;

/**
 * An image that is not compressed. Of its rows only the part that is wanted is read; parts that are near to each other are read
 * at once, since asking costs more than some bytes too many.
 */
record PlainImage(Source source, Hdu hdu, List<Long> shape, int width) implements Image {
    private static final int NEAR = 1 << 16;
    private static final int MOST = 1 << 20;

    static PlainImage of(Source source, Hdu hdu) {
        Header header = hdu.header();
        List<Long> shape = LongStream.rangeClosed(1, header.whole("NAXIS", hdu.name()))
                .mapToObj(axis -> header.whole("NAXIS" + axis, hdu.name()))
                .toList();
        return new PlainImage(source, hdu, shape, (int) Math.abs(header.whole("BITPIX", hdu.name())) / 8);
    }

    @Override
    public Header header() {
        return hdu.header();
    }

    @Override
    public void write(Box box, OutputStream out) throws IOException {
        long row = 0;
        long rows = box.rows();
        byte[] buffer = new byte[MOST];
        while (row < rows) {
            long last = lastNear(box, row, rows);
            if (last == row && rowBytes(box) > MOST) {
                long at = at(box, row);
                Bytes.copy(source, at, at + rowBytes(box), out);
            } else {
                writeRows(box, row, last, buffer, out);
            }
            row = last + 1;
        }
    }

    /** The last row that is read together with this one. */
    private long lastNear(Box box, long first, long rows) {
        long start = at(box, first);
        long last = first;
        while (last + 1 < rows
                && at(box, last + 1) - at(box, last) - rowBytes(box) <= NEAR
                && at(box, last + 1) + rowBytes(box) - start <= MOST) {
            last++;
        }
        return last;
    }

    private void writeRows(Box box, long first, long last, byte[] buffer, OutputStream out) throws IOException {
        long start = at(box, first);
        int length = (int) (at(box, last) + rowBytes(box) - start);
        Bytes.read(source, start, ByteBuffer.wrap(buffer, 0, length));
        for (long row = first; row <= last; row++) {
            out.write(buffer, (int) (at(box, row) - start), (int) rowBytes(box));
        }
    }

    private long rowBytes(Box box) {
        return box.length().get(0) * width;
    }

    private long at(Box box, long row) {
        return hdu.data() + box.offset(row, shape) * width;
    }
}
