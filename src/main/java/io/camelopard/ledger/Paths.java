package io.camelopard.ledger;

import java.sql.SQLException;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The reservation of one path, in its transaction. */
final class Paths {
    private static final Pattern EXTENSION =
            Pattern.compile("(?:\\.[A-Za-z0-9]{1,8})?\\.(?:gz|bz2|xz|zst|Z|fz)$|\\.[A-Za-z0-9]{1,8}$");
    private static final int[] DIGITS = {8, 16, 64};

    private final Tx tx;

    Paths(Tx tx) {
        this.tx = tx;
    }

    Optional<String> reserve(Lease lease, String root, String wanted) throws SQLException {
        record Own(String identity, Optional<String> path) {}
        String sql = "select identity, store_root, path from product where id = ? and token = ? and state = 'fetching'";
        Optional<Own> own = tx.first(
                sql,
                r -> new Own(
                        r.getString("identity"),
                        root.equals(r.getString("store_root"))
                                ? Optional.of(r.getString("path"))
                                : Optional.<String>empty()),
                lease.product(),
                lease.token());
        if (own.isEmpty() || own.get().path().isPresent()) {
            return own.flatMap(Own::path);
        }
        return Optional.of(firstFree(
                lease.product(), lease.token(), root, wanted, own.get().identity()));
    }

    /** As {@link #reserve(Lease, String, String)}, for what is never leased: a table, or what was made of a product. */
    void reserve(long unleased, String root, String wanted, String identity) throws SQLException {
        if (tx.first("select 1 from product where id = ? and store_root = ?", r -> 1, unleased, root)
                .isEmpty()) {
            firstFree(unleased, "", root, wanted, identity);
        }
    }

    private String firstFree(long product, String token, String root, String wanted, String identity)
            throws SQLException {
        for (String path : candidates(clear(root, wanted), identity)) {
            if (take(product, token, root, path)) {
                return path;
            }
        }
        throw new SQLException("no free path for " + wanted);
    }

    private boolean take(long product, String token, String root, String path) throws SQLException {
        String sql = """
                update product set store_root = ?, path = ?, path_key = ? where id = ? and coalesce(token, '') = ?
                and (token is null or state = 'fetching')
                and not exists (select 1 from product o where o.store_root = ? and o.path_key = ?)
                and not exists (select 1 from product o where o.store_root = ? and o.path_key > ? and o.path_key < ?)
                """;
        String key = key(path);
        for (int slash = key.indexOf('/'); slash > 0; slash = key.indexOf('/', slash + 1)) {
            if (taken(root, key.substring(0, slash))) {
                return false; // a file stands where a folder is wanted
            }
        }
        // '0' follows '/': whatever is below the wanted path as a folder.
        return tx.update(sql, root, path, key, product, token, root, key, root, key + "/", key + "0") == 1;
    }

    /** Where a file stands in the place of a folder, the folder gets another name, the same for all that is in it. */
    private String clear(String root, String wanted) throws SQLException {
        StringBuilder path = new StringBuilder();
        int begin = 0;
        for (int slash = wanted.indexOf('/'); slash >= 0; slash = wanted.indexOf('/', begin)) {
            path.append(wanted, begin, slash);
            String folder = path.toString();
            if (taken(root, key(folder))) {
                path.append('-').append(Digests.sha256(folder), 0, DIGITS[0]);
            }
            path.append('/');
            begin = slash + 1;
        }
        return path.append(wanted, begin, wanted.length()).toString();
    }

    private boolean taken(String root, String key) throws SQLException {
        String sql = "select 1 from product where store_root = ? and path_key = ?";
        return tx.first(sql, r -> 1, root, key).isPresent();
    }

    static List<String> candidates(String wanted, String identity) {
        String digest = Digests.sha256(identity);
        int name = wanted.lastIndexOf('/') + 1;
        Matcher extension = EXTENSION.matcher(wanted).region(Math.min(name + 1, wanted.length()), wanted.length());
        int at = extension.find() ? extension.start() : wanted.length();
        List<String> all = new ArrayList<>(List.of(wanted));
        for (int digits : DIGITS) {
            all.add(wanted.substring(0, at) + '-' + digest.substring(0, digits) + wanted.substring(at));
        }
        return all;
    }

    /** Equal for paths that some file system takes for the same. */
    static String key(String path) {
        String folded = Normalizer.normalize(path, Normalizer.Form.NFC)
                .toUpperCase(Locale.ROOT)
                .toLowerCase(Locale.ROOT);
        return Normalizer.normalize(folded, Normalizer.Form.NFC);
    }
}
