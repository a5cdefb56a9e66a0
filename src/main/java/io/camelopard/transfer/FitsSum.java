package io.camelopard.transfer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** The 1's-complement sum of 32-bit integers (FITS 4.0, appendix J). */
final class FitsSum {
    private static final long MINUS_ZERO = 0xffff_ffffL;
    private static final VarHandle INTEGERS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private long sum;

    /** Adds so many bytes; where they are no multiple of four, nothing but zeros may follow. */
    void add(byte[] bytes, int length) {
        int whole = length & ~3;
        for (int at = 0; at < whole; at += Integer.BYTES) {
            sum += (int) INTEGERS.get(bytes, at) & MINUS_ZERO;
        }
        for (int at = whole; at < length; at++) {
            sum += (bytes[at] & 0xffL) << (24 - 8 * (at - whole));
        }
        // What is carried out at the top comes in again at the bottom.
        while (sum > MINUS_ZERO) {
            sum = (sum & MINUS_ZERO) + (sum >>> Integer.SIZE);
        }
    }

    void add(FitsSum other) {
        sum += other.sum;
        add(new byte[0], 0);
    }

    /** Whether the sum is this number; zero has two forms. */
    boolean is(long number) {
        return sum == number || (isZero() && (number == 0 || number == MINUS_ZERO));
    }

    /** As the sum of an HDU is whose CHECKSUM is right. */
    boolean isZero() {
        return sum == 0 || sum == MINUS_ZERO;
    }

    @Override
    public String toString() {
        return Long.toString(sum);
    }
}
