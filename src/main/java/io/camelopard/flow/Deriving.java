package io.camelopard.flow;

import io.camelopard.ledger.Derived;
import io.camelopard.ledger.Ledger;
import io.camelopard.transfer.About;
import io.camelopard.transfer.Store;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.Exchange;

/**
 * As {@link Storing}, for the files that steps of {@code refine} made of a product. All have their paths reserved before the
 * first of them is moved there; they are there before the product itself is, and are recorded together with it. Thread-safe.
 */
public final class Deriving {
    private final Ledger ledger;
    private final Stores stores;

    Deriving(Ledger ledger, Stores stores) {
        this.ledger = ledger;
        this.stores = stores;
    }

    /** Their paths beside that of the product. */
    public void reserve(Exchange exchange) {
        Job job = exchange.getVariable(Vars.JOB, Job.class);
        Refined refined = exchange.getVariable(Vars.REFINED, Refined.class);
        Store store = stores.of(Storing.spec(job));
        String main = exchange.getVariable(Storing.PATH, String.class);
        if (store.equals(stores.tree())) {
            // Whose own place is taken leaves nothing beside it.
            Storing.free(
                    Storing.isOurs(job.product()),
                    stores.tree().prepare(main),
                    refined.main().content().sha256());
        }
        for (Refined.Item item : refined.unreserved()) {
            refined.reserved(reserve(job, store, item, Refined.path(item, main)));
        }
    }

    private Derived reserve(Job job, Store store, Refined.Item item, String wanted) {
        String sha256 = item.content().sha256();
        Derived place = ledger.settlement()
                .derive(job.product().lease(), item.suffix(), link(job, item), store.root(), wanted)
                .orElseThrow(Storing::lost);
        String left = place.intended();
        // What got its name from a process that died before it told the ledger.
        if (!isOurs(place) && left != null && !left.equals(sha256)) {
            store.delete(place.path(), left);
        }
        if (store.equals(stores.tree())) {
            Storing.free(isOurs(place), stores.tree().prepare(place.path()), sha256);
        }
        if (!ledger.settlement().intend(job.product().lease(), place, sha256)) {
            throw Storing.lost();
        }
        return place;
    }

    private static boolean isOurs(Derived place) {
        return place.sha256() != null;
    }

    private static String link(Job job, Refined.Item item) {
        Map<String, Object> columns = new LinkedHashMap<>(job.linkColumns());
        columns.put("semantics", item.semantics());
        columns.put("content_type", item.type());
        return Json.write(Map.of("alternative", job.product().alternative(), "link", columns));
    }

    /** Says how the next of them gets to its place. */
    public void place(Exchange exchange) {
        Job job = exchange.getVariable(Vars.JOB, Job.class);
        Refined refined = exchange.getVariable(Vars.REFINED, Refined.class);
        Refined.Item item = refined.derived();
        Derived place = refined.place();
        Store store = stores.of(Storing.spec(job));
        if (store.equals(stores.tree())) {
            Path target = stores.tree().prepare(place.path());
            boolean there = Storing.isThere(target, item.content().sha256());
            Storing.move(exchange, item.staged().path(), stores.tree(), there ? null : target);
        } else {
            About about = new About(job.product().url(), Storing.did(job.product()), item.type());
            Storing.send(
                    exchange, new Upload(store, item.staged(), place.path(), item.content(), about, isOurs(place)));
        }
    }

    /** It has its name, or the bucket has it. */
    public void done(Exchange exchange) {
        Refined refined = exchange.getVariable(Vars.REFINED, Refined.class);
        Store store = stores.of(Storing.spec(exchange.getVariable(Vars.JOB, Job.class)));
        if (store.equals(stores.tree())) {
            Storing.settle(
                    stores.tree(),
                    refined.place().path(),
                    refined.derived().content().bytes());
        }
        refined.placed();
    }
}
