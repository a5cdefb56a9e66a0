package io.camelopard.vo;

import io.camelopard.FinalException;
import io.camelopard.TransientException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The DataLink documents behind the links of one row, level by level: as deep as allowed, each once, and not for ever. Not
 * thread-safe.
 */
public final class LinkExpansion {
    private static final int DEEPEST = 3;
    private static final int MAX_DOCUMENTS = 200;

    private final Function<String, List<Link>> documents;
    private final Set<String> seen = new HashSet<>();
    private int depth;
    private @Nullable RuntimeException failure;

    LinkExpansion(Function<String, List<Link>> documents) {
        this.documents = documents;
    }

    /**
     * The links of the documents that these links lead to; empty when that is deep enough, or there are none. What such a
     * document calls {@code #this} is here what the link to it is: {@code #progenitor} stays that, and what else belongs to
     * the progenitor is nothing of ours.
     */
    public List<Link> next(List<Link> links, Predicate<Link> follow) {
        List<Link> deeper = new ArrayList<>();
        if (depth++ < DEEPEST) {
            links.stream().filter(follow).forEach(link -> deeper.addAll(behind(link)));
        }
        return deeper;
    }

    private List<Link> behind(Link link) {
        String url = link.accessUrl();
        if (url == null || seen.size() >= MAX_DOCUMENTS || !seen.add(url)) {
            return List.of();
        }
        try {
            List<Link> found = documents.apply(url);
            boolean ours = link.semantics().isBlank() || link.semantics().equals(Vocabulary.THIS);
            return ours
                    ? found
                    : found.stream()
                            .filter(deeper -> deeper.semantics().equals(Vocabulary.THIS))
                            .map(deeper -> deeper.withSemantics(link.semantics()))
                            .toList();
        } catch (TransientException | FinalException e) {
            failure = e;
            return List.of();
        }
    }

    /** Why a document could not be had, of the last such; others were followed all the same. */
    public Optional<RuntimeException> failure() {
        return Optional.ofNullable(failure);
    }
}
