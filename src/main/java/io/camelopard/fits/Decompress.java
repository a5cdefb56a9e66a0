package io.camelopard.fits;

import io.camelopard.FinalException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Undoes the compressions of a file, all that are in each other: gzip, compress, bzip2, and last the tiles of a FITS file, of
 * which see {@link Untile}. What a file is its bytes say, not its name; it need not be FITS unless it has tiles. A FITS file
 * must be whole in the end, since compress has no end of its own. Memory is bounded whatever the file is. Immutable.
 *
 * @param mostBytes that any of the compressions may become
 * @param mostRatio that a byte of the file may become on average, after the first MB
 */
public record Decompress(long mostBytes, double mostRatio) {
    private static final long FREE = 1 << 20;

    /** What became of it. */
    public sealed interface Outcome {

        /**
         * The file is written.
         *
         * @param forms what was undone, from the outermost to the innermost; at least one
         * @param bytes of the new file
         */
        record Unpacked(List<Compression> forms, long bytes) implements Outcome {
            public Unpacked {
                forms = List.copyOf(forms);
            }
        }

        /** Nothing is written, since nothing was compressed. */
        record Plain() implements Outcome {}
    }

    /**
     * @param target what is there is overwritten; after a failure it may hold a part. While it is written there may be a second
     *     file beside it, of the same name with {@code .unpacked}
     * @throws FinalException for damaged or cut data, with the place, and for what becomes larger than the limits
     * @throws IOException if a file cannot be read or written
     */
    public Outcome from(Path file, Path target) throws IOException {
        Path unpacked = target.resolveSibling(target.getFileName() + ".unpacked");
        try {
            List<Compression> forms = new ArrayList<>(unpack(file, unpacked));
            if (untile(forms.isEmpty() ? file : unpacked, target, Files.size(file))) {
                forms.add(Compression.TILES);
            } else if (!forms.isEmpty()) {
                Files.move(unpacked, target, StandardCopyOption.REPLACE_EXISTING);
            }
            return forms.isEmpty() ? new Outcome.Plain() : new Outcome.Unpacked(forms, Files.size(target));
        } finally {
            Files.deleteIfExists(unpacked);
        }
    }

    /** Writes nothing where nothing is compressed. */
    private List<Compression> unpack(Path file, Path unpacked) throws IOException {
        try (PackedFile in = PackedFile.open(file, this)) {
            if (!in.forms().isEmpty()) {
                try (OutputStream out = Files.newOutputStream(unpacked)) {
                    in.transferTo(out);
                }
            }
            return in.forms();
        }
    }

    private boolean untile(Path file, Path target, long packed) throws IOException {
        try (FileSource source = FileSource.open(file)) {
            Untile untile = Untile.isFor(source) ? Untile.of(source) : null;
            if (untile == null || !untile.isDue()) {
                return false;
            }
            check(packed, untile.bytes());
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(target), 1 << 16)) {
                untile.write(out);
            }
            return true;
        }
    }

    void check(long packed, long unpacked) {
        if (unpacked > mostBytes || (unpacked > FREE && unpacked > mostRatio * packed)) {
            throw new FinalException("%d compressed bytes become %d; allowed are %d bytes and a ratio of %s"
                    .formatted(packed, unpacked, mostBytes, mostRatio));
        }
    }
}
