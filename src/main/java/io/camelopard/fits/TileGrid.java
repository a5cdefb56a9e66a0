package io.camelopard.fits;

import io.camelopard.FinalException;
import java.util.ArrayList;
import java.util.List;

/**
 * How an image is divided into tiles, which are numbered from 0, the first axis fastest (FITS 4.0, section 10.1).
 *
 * @param shape of the image
 * @param tile of all tiles but the last ones, which may be shorter
 */
record TileGrid(List<Long> shape, List<Long> tile) {
    private static final int MOST_AXES = 9;

    /** @throws FinalException for lengths that cannot be */
    static TileGrid of(Hdu hdu) {
        Header header = hdu.header();
        long axes = header.whole("ZNAXIS", hdu.name());
        if (axes < 1 || axes > MOST_AXES) {
            throw new FinalException(hdu.name() + ": ZNAXIS is " + axes);
        }
        List<Long> shape = new ArrayList<>();
        List<Long> tile = new ArrayList<>();
        for (int axis = 1; axis <= axes; axis++) {
            long length = positive(hdu, "ZNAXIS" + axis, header.whole("ZNAXIS" + axis, hdu.name()));
            shape.add(length);
            tile.add(positive(hdu, "ZTILE" + axis, header.whole("ZTILE" + axis, axis == 1 ? length : 1)));
        }
        return new TileGrid(List.copyOf(shape), List.copyOf(tile));
    }

    private static long positive(Hdu hdu, String key, long value) {
        if (value < 1) {
            throw new FinalException(hdu.name() + ": " + key + " is " + value);
        }
        return value;
    }

    /** Of the tile in which a pixel is. */
    long index(long[] pixel) {
        long index = 0;
        for (int axis = pixel.length - 1; axis >= 0; axis--) {
            index = index * count(axis) + pixel[axis] / tile.get(axis);
        }
        return index;
    }

    /** The pixels of one tile. */
    Box area(long index) {
        long rest = index;
        List<Long> from = new ArrayList<>();
        List<Long> length = new ArrayList<>();
        for (int axis = 0; axis < shape.size(); axis++) {
            long start = rest % count(axis) * tile.get(axis);
            rest /= count(axis);
            from.add(start);
            length.add(Math.min(tile.get(axis), shape.get(axis) - start));
        }
        return new Box(from, length);
    }

    /** How many there are. */
    long size() {
        long size = 1;
        for (int axis = 0; axis < shape.size(); axis++) {
            size = Math.multiplyExact(size, count(axis));
        }
        return size;
    }

    private long count(int axis) {
        return (shape.get(axis) + tile.get(axis) - 1) / tile.get(axis);
    }
}
