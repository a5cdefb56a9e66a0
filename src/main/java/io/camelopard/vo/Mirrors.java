package io.camelopard.vo;

import io.camelopard.FinalException;
import io.camelopard.TransientException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Several addresses of the same thing: the next is tried when one is down or answers nonsense. */
final class Mirrors {
    private static final Logger LOG = LoggerFactory.getLogger(Mirrors.class);

    private final String what;
    private final List<String> urls;

    Mirrors(String what, List<String> urls) {
        this.what = what;
        this.urls = List.copyOf(urls);
    }

    /**
     * What the first that has something says; empty when one answered and none has. A failure of all is transient,
     * whatever they said: it is theirs and not the question's.
     */
    <T> Optional<T> first(Function<String, Optional<T>> ask) {
        List<RuntimeException> failures = new ArrayList<>();
        for (String url : urls) {
            try {
                Optional<T> answer = ask.apply(url);
                if (answer.isPresent()) {
                    return answer;
                }
            } catch (TransientException | FinalException e) {
                LOG.warn("mirror.failed kind=\"{}\" reason=\"{}\"", what, e.getMessage());
                failures.add(e);
            }
        }
        if (failures.isEmpty() || failures.size() < urls.size()) {
            return Optional.empty();
        }
        throw allDown(failures);
    }

    private TransientException allDown(List<RuntimeException> failures) {
        StringBuilder message = new StringBuilder("no " + what + " answered");
        failures.forEach(failure -> message.append("; ").append(failure.getMessage()));
        TransientException down =
                new TransientException(message.toString(), failures.get(failures.size() - 1), soonest(failures));
        failures.subList(0, failures.size() - 1).forEach(down::addSuppressed);
        return down;
    }

    private static @Nullable Duration soonest(List<RuntimeException> failures) {
        return failures.stream()
                .filter(TransientException.class::isInstance)
                .flatMap(failure -> ((TransientException) failure).retryAfter().stream())
                .min(Comparator.naturalOrder())
                .orElse(null);
    }
}
