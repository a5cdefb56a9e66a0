package io.camelopard.harvest;

import io.camelopard.MisuseException;
import io.camelopard.vo.Protocol;
import io.camelopard.votable.Columns;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One harvest file, checked: what to look for, which of the offered products to take, where to put them.
 *
 * @param name the file's name without {@code .yaml}
 * @param file where it was read from; a target list is relative to it
 * @param schedule when it runs by itself; absent: on demand
 * @param store absent only with {@code links: none} and no table
 */
public record Harvest(
        String name,
        Path file,
        String description,
        @Nullable Schedule schedule,
        TargetSpec targets,
        Search search,
        LinkSpec links,
        boolean upgrade,
        List<Refine> refine,
        @Nullable StoreSpec store,
        List<TableSpec> tables) {

    public Harvest {
        refine = List.copyOf(refine);
        tables = List.copyOf(tables);
    }

    public Protocol protocol() {
        return search.protocol();
    }

    /**
     * Checks, before any product is fetched, that all columns named by the harvest are in an answer and of the kind that
     * they are used as.
     *
     * @throws MisuseException that names the first that is not
     */
    public void bind(Columns columns) {
        new Binding(this, columns).check();
    }

    /** What is done with the files of an alternative before they are stored. */
    public List<Refine> refine(Alternative alternative) {
        return alternative.refine() == null ? refine : alternative.refine();
    }

    /** The header values that any step takes, each once, in order. */
    public List<String> headerKeywords() {
        return Stream.concat(Stream.of(refine), links.alternatives().stream().map(this::refine))
                .flatMap(List::stream)
                .filter(Refine.Header.class::isInstance)
                .flatMap(step -> ((Refine.Header) step).keywords().stream())
                .distinct()
                .toList();
    }

    public Optional<Schedule> scheduled() {
        return Optional.ofNullable(schedule);
    }

    /**
     * The same harvest with other targets: those of a request, of a dropped list, of {@code --target}.
     *
     * @throws MisuseException when the harvest searches for no target
     */
    public Harvest withTargets(TargetSpec others) {
        if (!search.takesTargets()) {
            throw new MisuseException("harvest " + name + " takes no target: "
                    + (protocol() == Protocol.NONE
                            ? "its protocol is none"
                            : protocol() == Protocol.TAP ? "its query uses none" : "it has no search.radius"));
        }
        return new Harvest(name, file, description, schedule, others, search, links, upgrade, refine, store, tables);
    }
}
