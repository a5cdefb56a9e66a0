package io.camelopard.flow;

import io.camelopard.FinalException;
import io.camelopard.MisuseException;
import io.camelopard.TransientException;
import io.camelopard.harvest.Harvest;
import io.camelopard.harvest.HarvestFile;
import io.camelopard.harvest.TargetSpec;
import io.camelopard.harvest.Targets;
import io.camelopard.ledger.Dropped;
import io.camelopard.ledger.Ledger;
import io.camelopard.ledger.NewRun;
import io.camelopard.ledger.Run;
import io.camelopard.ledger.Trigger;
import io.camelopard.transfer.Digests;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The step that books the runs that a dropped file asks for: a harvest, a request or a target list. Thread-safe. */
public final class Inbox {
    private static final Logger LOG = LoggerFactory.getLogger(Inbox.class);
    private static final Set<String> REQUEST_KEYS = Set.of("harvest", "target", "limit");
    // Read by the route, whose consumer moves the file.
    private static final String REFUSED = "refused";
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssSSS");
    private static final long LARGEST_REQUEST = 1 << 20;

    private final Ledger ledger;
    private final Catalogue catalogue;
    private final Path folder;
    private final Path lists;

    /**
     * @param folder the drop folder
     * @param lists where target lists are kept while their runs may need them
     */
    Inbox(Ledger ledger, Catalogue catalogue, Path folder, Path lists) {
        this.ledger = ledger;
        this.catalogue = catalogue;
        this.folder = folder;
        this.lists = lists;
    }

    /** Books the runs of a file; the body becomes their messages. What cannot be booked gets its reason beside it. */
    public void accept(Exchange exchange) {
        Path file = folder.resolve(exchange.getMessage().getHeader(Exchange.FILE_NAME, String.class));
        String refused = freeName(file.getFileName().toString());
        exchange.setVariable(REFUSED, refused);
        try {
            Dropped dropped = dropped(file);
            List<Run> runs = ledger.inbox().accept(dropped, List.of(run(file, dropped)));
            exchange.getMessage()
                    .setBody(runs.stream().map(run -> Messages.ofRun(run.id())).toList());
            LOG.info(
                    "inbox.accepted file={} runs={}",
                    dropped.name(),
                    runs.stream().map(Run::id).toList());
        } catch (MisuseException | FinalException | TransientException e) {
            LOG.warn("inbox.refused file={} reason=\"{}\"", file.getFileName(), e.getMessage());
            explain(file, refused, e);
            throw e;
        }
    }

    private static Dropped dropped(Path file) {
        try {
            Instant modified = Files.getLastModifiedTime(file).toInstant();
            return new Dropped(file.getFileName().toString(), Digests.of(file).sha256(), modified);
        } catch (IOException e) {
            throw new TransientException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private NewRun run(Path file, Dropped dropped) {
        String name = dropped.name();
        if (name.matches(".*\\.ya?ml")) {
            Harvest harvest = HarvestFile.load(file);
            return Bookings.of(harvest, Trigger.INBOX, RunRequest.of(file));
        }
        if (name.endsWith(".json")) {
            return requested(file);
        }
        if (name.matches(".+--.*\\.(csv|vot)")) {
            return listed(file, dropped);
        }
        throw new MisuseException(("%s: is not a harvest (.yaml), a request (.json) or a target list"
                        + " (HARVEST--anything.csv or .vot)")
                .formatted(name));
    }

    private NewRun requested(Path file) {
        Map<String, Object> request = Json.object(text(file), file.getFileName().toString());
        for (String key : request.keySet()) {
            if (!REQUEST_KEYS.contains(key)) {
                throw new MisuseException("%s: unknown key '%s'; a request has harvest, target, limit"
                        .formatted(file.getFileName(), key));
            }
        }
        if (!(request.get("harvest") instanceof String name)) {
            throw new MisuseException("%s: 'harvest' is missing, the name of a harvest".formatted(file.getFileName()));
        }
        Harvest harvest = catalogue.get(name);
        RunRequest run = RunRequest.of(harvest.file());
        Object target = request.get("target");
        if (target != null) {
            run = run.withTargets(
                    target instanceof List<?> several
                            ? several.stream().map(String::valueOf).toList()
                            : List.of(target.toString()));
        }
        return Bookings.of(harvest, Trigger.INBOX, run.withLimit(limit(file, request.get("limit"))));
    }

    private static @Nullable Long limit(Path file, @Nullable Object limit) {
        if (limit == null) {
            return null;
        }
        if (limit instanceof Integer n && n > 0) {
            return n.longValue();
        }
        throw new MisuseException("%s: limit %s: expected a whole number above 0".formatted(file.getFileName(), limit));
    }

    private NewRun listed(Path file, Dropped dropped) {
        String name = dropped.name();
        Harvest harvest = catalogue.get(name.substring(0, name.indexOf("--")));
        Targets.read(TargetSpec.ofFile(file.toString()), folder);
        Path kept = lists.resolve(dropped.sha256() + name.substring(name.lastIndexOf('.')));
        try {
            Files.createDirectories(lists);
            Path copy = Files.createTempFile(lists, "list", ".tmp");
            Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
            Files.move(copy, kept, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new TransientException("the target list %s cannot be kept: %s".formatted(name, e.getMessage()), e);
        }
        return Bookings.of(harvest, Trigger.INBOX, RunRequest.of(harvest.file()).withList(kept.toString()));
    }

    private static String text(Path file) {
        try {
            if (Files.size(file) > LARGEST_REQUEST) {
                throw new MisuseException("%s: a request has at most 1 MB".formatted(file.getFileName()));
            }
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new MisuseException("%s: is not text: %s".formatted(file.getFileName(), e.getMessage()), e);
        }
    }

    /** What a file is called among the refused: its name, with a time stamp where another of that name is there already. */
    private String freeName(String name) {
        return Files.exists(folder.resolve("failed").resolve(name))
                ? LocalDateTime.now(ZoneId.systemDefault()).format(STAMP) + "-" + name
                : name;
    }

    private void explain(Path file, String refused, RuntimeException reason) {
        Path failed = folder.resolve("failed");
        try {
            Files.createDirectories(failed);
            Files.writeString(failed.resolve(refused + ".reason.txt"), reason.getMessage() + "\n");
        } catch (IOException e) {
            LOG.warn("inbox.reason file={} cannot be written", file.getFileName(), e);
        }
    }
}
