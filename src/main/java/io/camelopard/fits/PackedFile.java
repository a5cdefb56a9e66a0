package io.camelopard.fits;

import io.camelopard.FinalException;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file whose compressions are undone while it is read, one in the other. Whoever opens it closes it; not thread-safe.
 *
 * <p>Reading throws a {@link FinalException} for damaged and cut data, and as soon as the limits are passed, by whichever of the
 * compressions; an {@link IOException} says that the disk fails.
 */
final class PackedFile extends FilterInputStream {
    private static final int MOST = 8;
    private static final int AHEAD = 8 << 10;

    private final List<Compression> forms;

    private PackedFile(InputStream inside, List<Compression> forms) {
        super(inside);
        this.forms = List.copyOf(forms);
    }

    static PackedFile open(Path file, Decompress limits) throws IOException {
        Wire wire = new Wire(Files.newInputStream(file), Files.size(file));
        try {
            return open(wire, limits);
        } catch (IOException | RuntimeException e) {
            wire.close();
            throw e;
        }
    }

    private static PackedFile open(Wire wire, Decompress limits) throws IOException {
        List<Compression> forms = new ArrayList<>();
        BufferedInputStream inside = new BufferedInputStream(wire, AHEAD);
        for (Compression form = look(inside); form != null; form = look(inside)) {
            if (forms.size() == MOST) {
                throw new FinalException("more than " + MOST + " compressions in each other");
            }
            forms.add(form);
            inside = new BufferedInputStream(new Layer(form, inside, wire, limits), AHEAD);
        }
        return new PackedFile(inside, forms);
    }

    private static @Nullable Compression look(BufferedInputStream in) throws IOException {
        in.mark(Compression.MAGIC);
        byte[] head = in.readNBytes(Compression.MAGIC);
        in.reset();
        return Compression.of(head);
    }

    /** From the outermost to the innermost; empty for a file that is not compressed. */
    List<Compression> forms() {
        return forms;
    }

    /** The bytes of the file itself. */
    private static final class Wire extends FilterInputStream {
        private final long length;
        private long count;
        private @Nullable IOException failure;

        Wire(InputStream in, long length) {
            super(in);
            this.length = length;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int size) throws IOException {
            try {
                int n = super.read(buffer, offset, size);
                count += Math.max(0, n);
                return n;
            } catch (IOException e) {
                failure = e;
                throw e;
            }
        }

        /** Where the data end or are damaged, unless it is the disk that failed. */
        FinalException damage(Compression form, long made, Exception cause) throws IOException {
            if (failure != null) {
                throw failure;
            }
            if (cause instanceof FinalException known) {
                return known;
            }
            return new FinalException(
                    "the %s data are damaged or cut off at byte %d of the %d of the file, after %d bytes of content (%s)"
                            .formatted(form.words(), count, length, made, cause.getMessage()),
                    cause);
        }
    }

    /** What is in one of the compressions. */
    private static final class Layer extends InputStream {
        private final Compression form;
        private final Wire wire;
        private final Decompress limits;
        private final InputStream inside;
        private long count;

        Layer(Compression form, BufferedInputStream packed, Wire wire, Decompress limits) throws IOException {
            this.form = form;
            this.wire = wire;
            this.limits = limits;
            try {
                this.inside = form.open(packed);
            } catch (IOException | RuntimeException e) {
                throw wire.damage(form, 0, e);
            }
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int size) throws IOException {
            int n = some(buffer, offset, size);
            count += Math.max(0, n);
            limits.check(wire.count, count);
            return n;
        }

        private int some(byte[] buffer, int offset, int size) throws IOException {
            try {
                return inside.read(buffer, offset, size);
            } catch (IOException | RuntimeException e) {
                throw wire.damage(form, count, e);
            }
        }

        @Override
        public void close() throws IOException {
            wire.close();
        }
    }
}
