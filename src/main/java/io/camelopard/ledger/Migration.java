package io.camelopard.ledger;

import io.camelopard.FinalException;
import io.camelopard.TransientException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import java.util.Set;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/** Makes the database and brings its tables to the newest version. */
final class Migration {
    /** The newest file in {@code db/}. */
    static final String VERSION = "011";

    private static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rw-------");

    private final String url;
    private final Dialect dialect;
    private final Properties properties;

    Migration(String url, Dialect dialect, Properties properties) {
        this.url = url;
        this.dialect = dialect;
        this.properties = properties;
    }

    void run() {
        try {
            if (dialect == Dialect.POSTGRES) {
                migrate(); // Flyway holds an advisory lock there
            } else {
                alone(Path.of(url.substring("jdbc:sqlite:".length())));
            }
        } catch (IOException e) {
            throw new FinalException("ledger: cannot open " + place() + ": " + e, e);
        } catch (SQLException | FlywayException e) {
            throw new TransientException("ledger: cannot open " + place() + ": " + e.getMessage(), e);
        }
    }

    // Without user-info and query, which can hold the password.
    private String place() {
        return url.replaceFirst("//[^/@]*@", "//").replaceFirst("\\?.*", "");
    }

    // Flyway has no lock for SQLite, and two processes may start on a new file at the same time.
    private void alone(Path file) throws IOException, SQLException {
        Path lock = file.resolveSibling(file.getFileName() + ".lock");
        synchronized (Migration.class) {
            try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    var held = channel.lock()) {
                if (held.isValid()) {
                    keepPrivate(file);
                    migrate();
                }
            }
        }
    }

    private static void keepPrivate(Path file) throws IOException {
        boolean posix = Files.getFileStore(file.toAbsolutePath().getParent()).supportsFileAttributeView("posix");
        if (!Files.exists(file) && posix) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PRIVATE));
        } else if (posix) {
            Files.setPosixFilePermissions(file, PRIVATE);
        }
    }

    private void migrate() throws SQLException {
        if (current()) {
            return; // Flyway takes half a second to find that out
        }
        Flyway.configure()
                .dataSource(url, properties.getProperty("user"), properties.getProperty("password"))
                .locations("classpath:db")
                .placeholders(dialect.placeholders())
                .load()
                .migrate();
    }

    private boolean current() throws SQLException {
        String sql = "select count(*) from flyway_schema_history where version = ? and success";
        try (Connection connection = DriverManager.getConnection(url, properties)) {
            try (var statement = connection.prepareStatement(sql)) {
                statement.setString(1, VERSION);
                try (var rows = statement.executeQuery()) {
                    return rows.next() && rows.getInt(1) == 1;
                }
            } catch (SQLException e) {
                return false; // there is no such table yet
            }
        }
    }
}
