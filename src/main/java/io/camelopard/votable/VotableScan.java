package io.camelopard.votable;

import io.camelopard.MisuseException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a spooled document says outside its rows, without reading them: {@link Skeleton} passes over the content of every
 * TABLEDATA and STREAM at the speed of the disk.
 */
public final class VotableScan {
    private VotableScan() {}

    /**
     * The same trailer that a {@link VotableReader} has at the end, but for {@link Trailer#rows()}, which is -1. It fails
     * like a reader where the document is cut off or no VOTable; what is wrong with a row is found only by reading it.
     */
    public static Trailer scan(Path spooled, Limits limits) {
        try (InputStream in = open(spooled)) {
            return SafeXml.read(in, limits, null);
        } catch (IOException e) {
            throw new MisuseException(spooled + ": cannot be closed: " + e, e);
        }
    }

    private static InputStream open(Path file) {
        try {
            return Files.newInputStream(file);
        } catch (IOException e) {
            throw new MisuseException(file + ": cannot be opened: " + e, e);
        }
    }
}
