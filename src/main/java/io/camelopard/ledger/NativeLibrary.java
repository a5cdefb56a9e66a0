package io.camelopard.ledger;

import io.camelopard.MisuseException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteJDBCLoader;

/**
 * SQLite itself, which its driver unpacks into a temporary file of each process and deletes when that ends. One that is killed
 * would leave it there for ever, so it is deleted as soon as it is loaded, where the system lets a loaded file be deleted.
 */
final class NativeLibrary {
    private static final Logger LOG = LoggerFactory.getLogger(NativeLibrary.class);
    private static final String FOLDER = "org.sqlite.tmpdir";

    private NativeLibrary() {}

    /**
     * Loads it once.
     *
     * @throws MisuseException if the folder for temporary files is not there, full, or not for programs (noexec)
     */
    static synchronized void load() {
        if (System.getProperty(FOLDER) != null) {
            return; // loaded, or somebody has chosen a folder
        }
        Path folder = null;
        try {
            folder = Files.createTempDirectory("camelopard-sqlite");
            folder.toFile().deleteOnExit();
            System.setProperty(FOLDER, folder.toString());
            SQLiteJDBCLoader.initialize();
        } catch (Exception e) { // as the driver declares it
            System.clearProperty(FOLDER);
            throw new MisuseException(
                    "ledger: SQLite's library cannot be loaded from "
                            + System.getProperty("java.io.tmpdir")
                            + (folder == null ? ": " + e : ", which may be full, or mounted noexec")
                            + "; JAVA_OPTS=-Djava.io.tmpdir=FOLDER chooses another folder",
                    e);
        }
        delete(folder);
    }

    private static void delete(Path folder) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Files.delete(file);
            }
            Files.delete(folder);
        } catch (IOException e) {
            LOG.debug("sqlite.left folder={} reason=\"{}\"", folder, e.toString());
        }
    }
}
