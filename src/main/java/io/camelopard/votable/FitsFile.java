package io.camelopard.votable;

import io.camelopard.FinalException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import uk.ac.starlink.fits.FitsTableBuilder;
import uk.ac.starlink.table.StarTable;
import uk.ac.starlink.table.StoragePolicy;
import uk.ac.starlink.util.FileDataSource;

/** The first table of a FITS file, read by STIL once its headers are found to be true. */
final class FitsFile {
    private FitsFile() {}

    /**
     * @param called what the file is called in a message
     * @return null if there is no table
     * @throws FinalException where the headers are not what the file has
     */
    static @Nullable StarTable open(String called, Path file, Limits limits) throws IOException {
        OptionalInt hdu;
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            hdu = FitsCheck.table(called, in, Files.size(file), limits);
        }
        if (hdu.isEmpty()) {
            return null;
        }
        // Through a File: STIL takes a name that it is given for a command. By its number: read is what was checked.
        FileDataSource source = new FileDataSource(file.toFile(), Integer.toString(hdu.getAsInt()));
        return new FitsTableBuilder().makeStarTable(source, false, StoragePolicy.PREFER_DISK);
    }
}
