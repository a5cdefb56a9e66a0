package io.camelopard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.camelopard.testing.Child;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A data folder, used by a program of its own and looked at from outside. */
record Home(Path path) {
    private static final String SEPARATOR = "\t";
    /** SQLITE_BUSY. */
    private static final int BUSY = 5;

    Path store() {
        return path.resolve("store");
    }

    /** Writes a harvest of URLs into a folder. */
    static Path harvest(Path folder, String name, List<String> urls) {
        return harvest(folder, name, urls, "file:out");
    }

    /** Writes a harvest of URLs to a store into a folder. */
    static Path harvest(Path folder, String name, List<String> urls, String to) {
        String list = urls.stream().map(url -> '"' + url + '"').collect(Collectors.joining(", "));
        String yaml = "description: %s\nsearch: {protocol: none, urls: [%s]}\nstore: {to: '%s'}\n";
        try {
            return Files.writeString(folder.resolve(name + ".yaml"), yaml.formatted(name, list, to));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Runs a command here that may contact this machine.
     *
     * @param outputs a folder for what it says
     * @param under the program that starts it, with its arguments; empty for none
     * @param set {@code key=value}
     */
    Child start(Path outputs, List<String> under, List<String> command, List<String> set) {
        return Child.camelopard(outputs, under, args(command, set));
    }

    /** The same with the optimizing compiler, for many bytes. */
    Child startOptimized(Path outputs, List<String> command, List<String> set) {
        return Child.start(outputs, List.of("-Xmx256m"), Child.CAMELOPARD, args(command, set));
    }

    private String[] args(List<String> command, List<String> set) {
        List<String> args = new ArrayList<>(command);
        args.addAll(List.of("--home", path.toString(), "--set", "camelopard.network.allow=127.0.0.0/8"));
        set.forEach(setting -> args.addAll(List.of("--set", setting)));
        return args.toArray(String[]::new);
    }

    /** One row a line, its columns between tabs; nothing while there is no ledger yet. */
    List<String> query(String columns, String rest) {
        if (!Files.exists(path.resolve("ledger.db"))) {
            return List.of();
        }
        String sql = "select " + columns.replace(",", " || '" + SEPARATOR + "' || ") + " " + rest;
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + path.resolve("ledger.db"));
                Statement statement = connection.createStatement()) {
            List<String> all = new ArrayList<>();
            try (ResultSet tables = statement.executeQuery("select 1 from sqlite_master where name = 'booking'")) {
                if (!tables.next()) {
                    return all;
                }
            }
            try (ResultSet rows = statement.executeQuery(sql)) {
                while (rows.next()) {
                    all.add(rows.getString(1));
                }
            }
            return all;
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** Whether another process is writing to the ledger now. */
    boolean isLocked() {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + path.resolve("ledger.db"));
                Statement statement = connection.createStatement()) {
            statement.execute("pragma busy_timeout = 0");
            statement.execute("begin immediate");
            statement.execute("rollback");
            return false;
        } catch (SQLException e) {
            if (e.getErrorCode() == BUSY) {
                return true;
            }
            throw new IllegalStateException(e);
        }
    }

    /** What the ledger calls stored, by path. */
    Map<String, String> ledger() {
        Map<String, String> stored = new TreeMap<>();
        for (String row : query("path,sha256", "from product where kind = 'file' and state = 'stored'")) {
            String[] columns = row.split(SEPARATOR, 2);
            assertThat(stored.put(columns[0], columns[1]))
                    .as("%s twice in the ledger", columns[0])
                    .isNull();
        }
        return stored;
    }

    /** What has its name, by path. */
    Map<String, String> files() {
        Map<String, String> digests = new TreeMap<>();
        for (Path file : files(store())) {
            String name = store().relativize(file).toString();
            if (!name.startsWith(".staging")) {
                digests.put(name, digest(file));
            }
        }
        return digests;
    }

    /** The SHA-256 of a file of any size. */
    static String digest(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            new DigestInputStream(in, digest).transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    static List<Path> files(Path root) {
        if (!Files.exists(root)) {
            return List.of();
        }
        try (Stream<Path> walk = Files.walk(root)) {
            return walk.filter(Files::isRegularFile).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** RELIABILITY P1 and P2: what the ledger calls stored is there, and what has a name is whole. */
    void assertNothingIsFalse(Map<String, String> truth) {
        assertThat(truth).containsAllEntriesOf(files());
        assertThat(files()).containsAllEntriesOf(ledger());
    }

    /** All is stored, each product once, and nothing else is left. */
    void assertAllIsThere(Map<String, String> truth) {
        assertAllIsStored(truth);
        assertThat(files(path.resolve("staging"))).isEmpty();
    }

    /** All is stored, each product once. */
    void assertAllIsStored(Map<String, String> truth) {
        assertThat(files()).isEqualTo(truth);
        assertThat(ledger()).isEqualTo(truth);
        assertThat(query("id", "from product where state not in ('stored', 'skipped')"))
                .isEmpty();
        assertThat(query(
                        "product_id",
                        "from booking where outcome = 'stored' group by run_id, product_id having count(*) > 1"))
                .as("stored twice")
                .isEmpty();
    }
}
