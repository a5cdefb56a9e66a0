package io.camelopard.transfer;

import io.camelopard.FinalException;
import io.camelopard.TransientException;
import io.camelopard.transfer.Content.Checked;
import io.camelopard.transfer.Content.Doubt;
import io.camelopard.transfer.Content.Sniffed;
import io.camelopard.transfer.Content.Verified;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipException;

/**
 * Unpacks a gzip file into nothing, to see that it is whole: its last bytes are the sum and the length of what is in it (RFC
 * 1952). What becomes larger than the limits is not looked at any further, and is none the worse for it.
 */
final class GzipCheck {
    private static final int HEAD = 64 << 10;

    private final Path file;
    private final boolean lengthKnown;
    private final Limits limits;

    GzipCheck(Path file, boolean lengthKnown, Limits limits) {
        this.file = file;
        this.lengthKnown = lengthKnown;
        this.limits = limits;
    }

    /**
     * Completes what is known of it.
     *
     * @throws FinalException if something else is in it than should be
     * @throws TransientException if it is cut off or damaged and no length was known
     */
    Checked look(Checked checked, Wanted inside) throws IOException {
        try (InputStream in = Decoding.gunzip(new BufferedInputStream(Files.newInputStream(file), HEAD), limits)) {
            byte[] head = in.readNBytes(HEAD);
            refuse(head, inside);
            in.transferTo(OutputStream.nullOutputStream());
            return checked.with(Verified.GZIP_CHECKSUM);
        } catch (Decoding.TooMuch e) {
            return checked.with("not looked at to its end: " + e.getMessage());
        } catch (EOFException | ZipException e) {
            String what = "a damaged gzip file: " + (e instanceof EOFException ? "it ends too early" : e.getMessage());
            if (!lengthKnown) {
                throw new TransientException(what, e);
            }
            return checked.with(new Doubt(what, false));
        }
    }

    private static void refuse(byte[] head, Wanted inside) {
        if (head.length > 0) {
            try {
                inside.refuse(Sniffed.of(head), head);
            } catch (FinalException e) {
                throw new FinalException("in a gzip file " + e.getMessage(), e);
            }
        }
    }
}
