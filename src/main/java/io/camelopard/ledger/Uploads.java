package io.camelopard.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is on its way into buckets, so that what a dead process left there unfinished is gone on with or ended. Thread-safe. */
public final class Uploads {
    private final Database database;
    private final String instance;

    Uploads(Database database, String instance) {
        this.database = database;
        this.instance = instance;
    }

    /**
     * One that is not recorded as stored.
     *
     * @param sha256 of the file
     * @param uploadId of an upload in parts; null: none is known
     * @param begun when it was noted
     */
    public record Upload(
            String root,
            String path,
            String sha256,
            @Nullable String uploadId,
            Instant begun) {}

    public Optional<Upload> find(String root, String path) {
        String sql = "select * from upload where store_root = ? and path = ?";
        return database.read(tx -> tx.first(sql, Uploads::map, root, path));
    }

    private static Upload map(ResultSet r) throws SQLException {
        return new Upload(
                r.getString("store_root"),
                r.getString("path"),
                r.getString("sha256"),
                r.getString("upload_id"),
                Instant.ofEpochMilli(r.getLong("begun")));
    }

    /** A file is about to be sent. */
    public void begin(String root, String path, String sha256) {
        String sql = """
                insert into upload (store_root, path, sha256, begun, owner) values (?, ?, ?, ?, ?)
                on conflict (store_root, path) do update set sha256 = excluded.sha256, upload_id = null,
                begun = excluded.begun, owner = excluded.owner
                """;
        database.write(tx -> tx.update(sql, root, path, sha256, tx.now(), instance));
    }

    /** @param uploadId null when there are no parts of it in the bucket any more */
    public void parts(String root, String path, @Nullable String uploadId) {
        String sql = "update upload set upload_id = ?, owner = ? where store_root = ? and path = ?";
        database.write(tx -> tx.update(sql, uploadId, instance, root, path));
    }

    /** It is recorded as stored, or given up. */
    public void forget(String root, String path) {
        database.write(tx -> tx.update("delete from upload where store_root = ? and path = ?", root, path));
    }

    /**
     * Those that nobody goes on with: of products that are not owed any more, and what a process that is dead left so long
     * ago. A product that is being fetched is left alone, with the files that are made of it; and so is what a living process
     * sends to where no product is, which is a copy of what is to be kept.
     */
    public List<Upload> left(Duration age) {
        String sql = """
                from upload where not exists (select 1 from product p join product due on due.id = coalesce(p.parent, p.id)
                  where p.store_root = upload.store_root and p.path = upload.path
                  and (due.state in ('offered', 'fetching')
                    or (due.state = 'owed' and (upload.owner is not null or upload.begun > ?))
                    or p.store = 'table'))
                and (upload.owner is null or upload.begun <= ?
                  or exists (select 1 from product p where p.store_root = upload.store_root and p.path = upload.path))
                """;
        if (database.read(tx -> tx.first("select 1 from upload limit 1", r -> 1))
                .isEmpty()) {
            return List.of();
        }
        return database.read(tx -> {
            long oldest = tx.now() - age.toMillis();
            return tx.query("select * " + sql, Uploads::map, oldest, oldest);
        });
    }
}
