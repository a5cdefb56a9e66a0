package io.camelopard.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Products are booked for a row, and owed unless they are stored and unchanged, or under way. */
final class Owing {
    static final String UNCHANGED = "unchanged";
    private static final int LONGEST_IDENTITY = 1_000;

    private Owing() {}

    private record Known(long id, State state, boolean changed, boolean degraded) {}

    /** Books products. False when none of them is under way, stored or skipped, so that the next alternative is due. */
    static boolean book(Tx tx, Account.Place place, List<NewProduct> products) throws SQLException {
        int open = 0;
        int unchanged = 0;
        int elsewhere = 0;
        for (NewProduct product : products) {
            Known known = known(tx, place.run(), product);
            boolean skip = known.state() == State.STORED && !again(place.recheck(), known.changed());
            if (!enter(tx, place, known.id(), skip)) {
                elsewhere += aliveElsewhere(tx, place, known.id()) ? 1 : 0;
            } else if (skip) {
                unchanged++;
                choose(tx, place, known);
            } else {
                open++;
                owe(tx, place.run(), known, product);
            }
        }
        String sql = "update selection set open = open + ?, good = good + ? where id = ?";
        if (open + unchanged + elsewhere > 0) {
            tx.update(sql, open, unchanged + elsewhere, place.selection());
            Account.count(tx, place.run(), new Account.Change(open, 0, unchanged, 0, 0, 0));
        }
        return open + unchanged + elsewhere > 0;
    }

    // What somebody's first choice is does not leave when a better one comes for others.
    private static void choose(Tx tx, Account.Place place, Known known) throws SQLException {
        if (known.degraded() && !place.degraded()) {
            tx.update("update product set degraded = 0, better = null where id = ?", known.id());
        }
    }

    /**
     * The step that an earlier run ended with: something of it is stored, and all before it was tried in vain. Else the first.
     */
    static int settledFor(Tx tx, List<Alternatives.Ranked> steps) throws SQLException {
        boolean listed = false;
        for (int i = 0; i < steps.size(); i++) {
            boolean vain = true;
            for (NewProduct product : steps.get(i).products()) {
                Had had = had(tx, product);
                if ((had.is("stored") && (had.degraded() || !listed)) || Degraded.listed(tx, product)) {
                    return i;
                }
                // The files of a directory may be stored, and then it was not in vain.
                listed |= product.kind() == Kind.DIRECTORY;
                vain &= had.is("failed") || had.is("skipped");
            }
            if (!vain) {
                return 0;
            }
        }
        return 0;
    }

    /** What an earlier run had of a product. */
    private record Had(String state, boolean degraded) {
        boolean is(String other) {
            return state.equals(other);
        }
    }

    private static Had had(Tx tx, NewProduct product) throws SQLException {
        String sql = "select state, degraded from product where store = ? and identity = ?";
        return tx.first(
                        sql,
                        r -> new Had(r.getString("state"), r.getInt("degraded") != 0),
                        product.store(),
                        bounded(product.identity()))
                .orElse(new Had("", false));
    }

    /** Whether something of a step is stored. */
    static boolean stored(Tx tx, Alternatives.Ranked step) throws SQLException {
        for (NewProduct product : step.products()) {
            if (had(tx, product).is("stored")) {
                return true;
            }
        }
        return false;
    }

    /** A key of an index has a length limit, and an identity comes from outside. */
    static String bounded(String identity) {
        return identity.length() <= LONGEST_IDENTITY
                ? identity
                : identity.substring(0, LONGEST_IDENTITY - 65) + '~' + Digests.sha256(identity);
    }

    private static Known known(Tx tx, String run, NewProduct p) throws SQLException {
        String insert = """
                insert into product (store, identity, kind, run_id, url, host, link, relative, length, modified, etag, state, updated)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'owed', ?)
                on conflict (store, identity) do nothing returning id
                """;
        String select =
                "select id, state, length, modified, etag, degraded from product where store = ? and identity = ?";
        String identity = bounded(p.identity());
        Optional<Long> id = tx.first(
                insert,
                r -> r.getLong(1),
                p.store(),
                identity,
                p.kind(),
                run,
                p.url(),
                p.host(),
                p.link(),
                p.relative(),
                p.length(),
                p.modified(),
                p.etag(),
                tx.now());
        return id.isPresent()
                ? new Known(id.get(), State.FETCHING, false, false) // nothing more to be done to it
                : tx.one(
                        select,
                        r -> new Known(
                                r.getLong("id"),
                                Tx.constant(r, "state", State.class),
                                changed(r, p),
                                r.getInt("degraded") != 0),
                        p.store(),
                        identity);
    }

    private static boolean changed(ResultSet known, NewProduct listed) throws SQLException {
        return differ(Tx.number(known, "length"), listed.length())
                || differ(Tx.instant(known, "modified"), millis(listed.modified()))
                || differ(known.getString("etag"), listed.etag());
    }

    private static @Nullable Instant millis(@Nullable Instant time) {
        return time == null ? null : Instant.ofEpochMilli(time.toEpochMilli());
    }

    private static boolean differ(@Nullable Object known, @Nullable Object listed) {
        return known != null && listed != null && !Objects.equals(known, listed);
    }

    private static boolean again(Recheck recheck, boolean changed) {
        return recheck == Recheck.ALWAYS || (recheck == Recheck.CHANGED && changed);
    }

    private static boolean enter(Tx tx, Account.Place place, long product, boolean skip) throws SQLException {
        String sql = """
                insert into booking (run_id, product_id, selection_id, alternative, degraded, outcome, reason)
                values (?, ?, ?, ?, ?, ?, ?) on conflict do nothing
                """;
        return tx.update(
                        sql,
                        place.run(),
                        product,
                        place.selection(),
                        place.alternative(),
                        place.degraded(),
                        skip ? "skipped" : null,
                        skip ? UNCHANGED : null)
                == 1;
    }

    // Booked before by another row of this run: it is that row's, and good enough for this one while it has not failed.
    private static boolean aliveElsewhere(Tx tx, Account.Place place, long product) throws SQLException {
        String sql = """
                select 1 from booking where run_id = ? and product_id = ? and selection_id <> ?
                and (outcome is null or outcome in ('stored', 'skipped', 'listed'))
                """;
        return tx.first(sql, r -> 1, place.run(), product, place.selection()).isPresent();
    }

    private static void owe(Tx tx, String run, Known known, NewProduct p) throws SQLException {
        String refreshed = """
                run_id = ?, kind = ?, url = ?, host = ?, link = ?, relative = ?, length = coalesce(?, length),
                modified = coalesce(?, modified), etag = coalesce(?, etag), updated = ? where id = ?
                """;
        // Access URLs expire, so the newest is taken also where it was owed already.
        String state =
                switch (known.state()) {
                    case STORED, SKIPPED, FAILED ->
                        "state = 'owed', attempts = 0, not_before = 0, reason = null, class = null, ";
                    // Another run tries anew, from its own count of attempts.
                    case OWED -> "attempts = case when run_id = ? then attempts else 0 end, ";
                    case OFFERED, FETCHING -> null;
                };
        if (state != null) {
            List<@Nullable Object> values = new ArrayList<>(Arrays.asList(
                    run,
                    p.kind(),
                    p.url(),
                    p.host(),
                    p.link(),
                    p.relative(),
                    p.length(),
                    p.modified(),
                    p.etag(),
                    tx.now(),
                    known.id()));
            if (known.state() == State.OWED) {
                values.add(0, run);
            }
            tx.update(
                    "update product set " + state + refreshed + "and state = '"
                            + known.state().name().toLowerCase(Locale.ROOT) + "'",
                    values.toArray());
        }
    }
}
