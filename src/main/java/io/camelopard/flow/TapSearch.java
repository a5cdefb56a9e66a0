package io.camelopard.flow;

import io.camelopard.MisuseException;
import io.camelopard.harvest.Search;
import io.camelopard.ledger.Ledger;
import io.camelopard.transfer.Staged;
import io.camelopard.transfer.Staging;
import io.camelopard.vo.KnownJobs;
import io.camelopard.vo.Region;
import io.camelopard.vo.Service;
import io.camelopard.vo.Tap;
import io.camelopard.vo.Target;
import io.camelopard.vo.UploadLimit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A search by TAP: the harvest's query with its literals, the way to ask it, and the targets that go with it. Thread-safe. */
final class TapSearch {
    /** Below this no service minds, and its limits are not asked for. */
    private static final int WORTH_ASKING = 500;

    private final Tap tap;
    private final Ledger ledger;
    private final Staging staging;
    private final AtomicLong number = new AtomicLong();

    TapSearch(Tap tap, Ledger ledger, Staging staging) {
        this.tap = tap;
        this.ledger = ledger;
        this.staging = staging;
    }

    Tap.Answered ask(Discovering run, OneSearch search, Service service) {
        Uploaded uploaded = search.uploaded();
        if (uploaded == null) {
            return ask(run, search, service, (Path) null);
        }
        try (Staged table = spool(uploaded)) {
            return ask(run, search, service, table.path());
        }
    }

    private Tap.Answered ask(Discovering run, OneSearch search, Service service, @Nullable Path upload) {
        Search spec = run.harvest().search();
        Search.Tap told = told(spec);
        String adql = search.adql(told.query().render(literals(spec, search)));
        Tap.Query query = new Tap.Query(service.url(), adql, spec.params(), spec.maxrec(), upload);
        KnownJobs jobs = RunJobs.of(ledger, run.run());
        return switch (told.mode()) {
            case SYNC -> tap.sync(query);
            case ASYNC -> tap.async(query, jobs);
            case AUTO -> tap.auto(query, jobs);
        };
    }

    private static Search.Tap told(Search spec) {
        if (spec.tap() == null) {
            throw new MisuseException("search.query is missing");
        }
        return spec.tap();
    }

    /** What the placeholders stand for; a value that is not known is left out, and the query says if it wants it. */
    private static Map<String, Object> literals(Search spec, OneSearch search) {
        Map<String, Object> values = new HashMap<>();
        Target target = search.target();
        Region region = search.region();
        if (target != null) {
            values.put("ra", region == null ? target.ra() : region.ra());
            values.put("dec", region == null ? target.dec() : region.dec());
            if (target.name() != null) {
                values.put("name", target.name());
            }
        }
        if (search.progress() != null) {
            values.put("watermark", search.progress().literal());
        }
        if (region != null) {
            values.put("radius", region.radius());
        } else if (spec.radius() != null) {
            values.put("radius", spec.radius());
        }
        return values;
    }

    /** The targets in as many parts as the service wants them in; one where it wants them all at once, or does not say. */
    List<Uploaded> parts(Uploaded all, Service service) {
        if (all.size() < WORTH_ASKING) {
            return List.of(all);
        }
        Optional<UploadLimit> limit = tap.uploadLimit(service.url());
        if (limit.isEmpty()) {
            return List.of(all);
        }
        long rows = limit.get().rows().orElse(Long.MAX_VALUE);
        long bytes = limit.get().bytes().orElse(Long.MAX_VALUE);
        long fitting = bytes == Long.MAX_VALUE ? rows : Math.min(rows, fitting(all, bytes));
        int most = (int) Math.max(1, Math.min(fitting, all.size()));
        List<Uploaded> parts = new ArrayList<>();
        for (int from = 0; from < all.size(); from += most) {
            parts.add(all.part(from, Math.min(from + most, all.size())));
        }
        return parts;
    }

    /** By the length of the whole table, with some room, since rows differ. */
    private long fitting(Uploaded all, long bytes) {
        try (Staged table = spool(all)) {
            long length = Files.size(table.path());
            return length <= bytes ? all.size() : (long) (0.8 * all.size() * bytes / length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Staged spool(Uploaded uploaded) {
        Staged table = staging.open("targets " + number.incrementAndGet());
        try {
            uploaded.write(table.path());
            return table;
        } catch (RuntimeException e) {
            table.close();
            throw e;
        }
    }

    static List<Uploaded> halves(Uploaded whole) {
        int middle = whole.size() / 2;
        return List.of(whole.part(0, middle), whole.part(middle, whole.size()));
    }
}
