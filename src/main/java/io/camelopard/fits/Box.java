package io.camelopard.fits;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A rectangle of pixels in as many dimensions as the image has; counted from 0, the fastest axis first. */
record Box(List<Long> from, List<Long> length) {
    Box {
        from = List.copyOf(from);
        length = List.copyOf(length);
    }

    /** All of an image. */
    static Box of(List<Long> shape) {
        return new Box(Collections.nCopies(shape.size(), 0L), shape);
    }

    /** This one, narrowed along one axis. */
    Box with(int axis, long start, long count) {
        List<Long> newFrom = new ArrayList<>(from);
        List<Long> newLength = new ArrayList<>(length);
        newFrom.set(axis, start);
        newLength.set(axis, count);
        return new Box(newFrom, newLength);
    }

    int axes() {
        return from.size();
    }

    /** How many pixels. */
    long size() {
        return length.stream().reduce(1L, Math::multiplyExact);
    }

    /** How many rows along the first axis. */
    long rows() {
        return size() / length.get(0);
    }

    /** The pixel at which a row begins. */
    long[] start(long row) {
        long rest = row;
        long[] start = new long[from.size()];
        start[0] = from.get(0);
        for (int axis = 1; axis < start.length; axis++) {
            start[axis] = from.get(axis) + rest % length.get(axis);
            rest /= length.get(axis);
        }
        return start;
    }

    /** Where the pixel at which a row begins is in an image of that shape, counted in pixels. */
    long offset(long row, List<Long> shape) {
        return Box.of(shape).within(start(row));
    }

    /** How many pixels of this rectangle come before one that is in it. */
    long within(long[] pixel) {
        long offset = 0;
        for (int axis = pixel.length - 1; axis >= 0; axis--) {
            offset = offset * length.get(axis) + pixel[axis] - from.get(axis);
        }
        return offset;
    }
}
