package io.camelopard.votable;

import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** UTF-8 in which a byte that is none is taken as latin-1, as services write it, instead of ending the document there. */
final class Utf8Repair extends FilterInputStream {
    private static final byte[] NOTHING = {};

    private byte[] ready = NOTHING;
    private int readyAt;
    private byte[] carried = NOTHING;
    private boolean ended;

    Utf8Repair(InputStream in) {
        super(in);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        while (readyAt == ready.length) {
            if (ended) {
                return -1;
            }
            int count = in.read(buffer, offset, length);
            ended = count < 0;
            if (count > 0 && carried.length == 0 && ascii(buffer, offset, count)) {
                return count;
            }
            repair(buffer, offset, Math.max(count, 0));
        }
        int count = Math.min(length, ready.length - readyAt);
        System.arraycopy(ready, readyAt, buffer, offset, count);
        readyAt += count;
        return count;
    }

    private static boolean ascii(byte[] bytes, int offset, int count) {
        int all = 0;
        for (int i = offset; i < offset + count; i++) {
            all |= bytes[i];
        }
        return all >= 0;
    }

    private void repair(byte[] buffer, int offset, int count) {
        byte[] all = new byte[carried.length + count];
        System.arraycopy(carried, 0, all, 0, carried.length);
        System.arraycopy(buffer, offset, all, carried.length, count);
        carried = NOTHING;
        ByteArrayOutputStream out = new ByteArrayOutputStream(all.length + 16);
        for (int i = 0; i < all.length; ) {
            int length = sequence(all, i);
            if (length < 0 && !ended) {
                carried = Arrays.copyOfRange(all, i, all.length);
                break;
            }
            if (length <= 0) {
                int c = all[i] & 0xff;
                out.write(0xc0 | (c >> 6));
                out.write(0x80 | (c & 0x3f));
                i++;
            } else {
                out.write(all, i, length);
                i += length;
            }
        }
        ready = out.toByteArray();
        readyAt = 0;
    }

    /** Length of the character at that place; 0 if it is none, -1 if the bytes end within it (Unicode 15, table 3-7). */
    private static int sequence(byte[] bytes, int at) {
        int lead = bytes[at] & 0xff;
        int length = lead < 0x80 ? 1 : lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
        for (int i = 1; i < length; i++) {
            if (at + i == bytes.length) {
                return -1;
            }
            int next = bytes[at + i] & 0xff;
            int low = i > 1 ? 0x80 : lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
            int high = i > 1 ? 0xbf : lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
            if (next < low || next > high) {
                return 0;
            }
        }
        return length;
    }
}
