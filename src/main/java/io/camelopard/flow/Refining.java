package io.camelopard.flow;

import io.camelopard.FinalException;
import io.camelopard.MisuseException;
import io.camelopard.TransientException;
import io.camelopard.harvest.Refine;
import io.camelopard.transfer.Limits;
import io.camelopard.transfer.Staging;
import io.camelopard.vo.Target;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.camel.Exchange;
import org.apache.camel.component.direct.DirectConsumerNotAvailableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The steps around the steps of {@code refine} (HARVEST.md, "Refine"): each is an endpoint that gets a message whose body is a
 * {@link File} in staging, and answers with another one, with the same one, or with a map of header values. Thread-safe.
 */
public final class Refining {
    private static final Logger LOG = LoggerFactory.getLogger(Refining.class);

    private final Staging staging;
    private final Limits limits;

    Refining(Staging staging, Limits limits) {
        this.staging = staging;
        this.limits = limits;
    }

    /** Sets {@link Vars#REFINED}. */
    public void begin(Exchange exchange) {
        Job job = exchange.getVariable(Vars.JOB, Job.class);
        Fetched fetched = exchange.getVariable(Vars.FETCHED, Fetched.class);
        String type = Objects.requireNonNullElse(fetched.mediaType(), "");
        exchange.setVariable(Vars.REFINED, new Refined(fetched, type, RefineStep.of(steps(job, fetched))));
        Target target = Products.target(job.target());
        if (target != null) {
            exchange.setVariable(Vars.RA, target.ra());
            exchange.setVariable(Vars.DEC, target.dec());
        }
    }

    private static List<Refine> steps(Job job, Fetched fetched) {
        List<Refine> steps = job.refine();
        return fetched.isCut() ? steps.subList(1, steps.size()) : steps;
    }

    /** Makes the message for the next step; {@link Vars#STEP} is where it goes. */
    public void next(Exchange exchange) {
        Refined refined = refined(exchange);
        exchange.getMessage().removeHeaders("*");
        exchange.getMessage().setBody(refined.current().staged().path().toFile());
        exchange.setVariable(Vars.STEP, refined.step().uri());
    }

    /** Takes what the step answered. */
    public void took(Exchange exchange) {
        Refined refined = refined(exchange);
        Object answer = exchange.getMessage().getBody();
        if (answer instanceof Map<?, ?> values) {
            values.forEach((name, value) -> refined.current().headers().put(String.valueOf(name), value));
            refined.done(values.size() + " values");
            return;
        }
        Path file = path(answer);
        if (!file.equals(refined.current().staged().path())) {
            Job job = exchange.getVariable(Vars.JOB, Job.class);
            take(refined, MadeFile.adopt(exchange, staging, Work.key(job.product()), file, limits));
        } else if (isChanged(refined, file)) {
            take(refined, MadeFile.of(refined.current().staged(), limits));
        } else {
            refined.done("nothing to do");
        }
    }

    /** A step of ours makes another file or none; a route may have changed the one that it got. */
    private static boolean isChanged(Refined refined, Path file) {
        return refined.step().spec() instanceof Refine.Route
                && !refined.current().content().equals(MadeFile.digest(file));
    }

    private static void take(Refined refined, MadeFile made) {
        String type = made.checked().mediaType();
        if (refined.step().adds()) {
            refined.add(made.staged(), made.content(), type);
        } else {
            refined.replace(made.staged(), made.content(), type);
        }
        refined.done(made.content().bytes() + " bytes");
    }

    private static Path path(@Nullable Object answer) {
        Path path = answer instanceof File file
                ? file.toPath()
                : answer instanceof Path p ? p : answer instanceof String text ? Path.of(text) : null;
        if (path == null || !Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new FinalException("expected the file that it made as the body, found %s"
                    .formatted(answer == null ? "none" : answer.getClass().getSimpleName() + " " + answer));
        }
        return path;
    }

    /** The step failed: the harvest says what that means. Our own disk, and a harvest that is wrong, are no matter of the step. */
    public void failed(Exchange exchange) {
        Throwable failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        Refined refined = refined(exchange);
        RefineStep step = refined.step();
        String reason = "refine %s: %s".formatted(step.name(), failure.getMessage());
        if (failure instanceof DirectConsumerNotAvailableException) {
            String endpoint = step.uri().replaceFirst("\\?.*", "");
            refined.fail(new MisuseException("refine: there is no route that begins at " + endpoint, failure));
        } else if (failure instanceof TransientException || failure instanceof MisuseException) {
            refined.fail((RuntimeException) failure);
        } else if (failure instanceof Error) {
            refined.fail(new TransientException(reason, failure));
        } else {
            FinalException refusal = refusal(step.spec().onFailure(), reason, failure);
            if (refusal == null) {
                keep(exchange, refined, String.valueOf(failure.getMessage()));
            } else {
                refined.fail(refusal);
            }
        }
    }

    /** What a product ends with whose step failed; null where the harvest has the file as it was. */
    static @Nullable FinalException refusal(Refine.OnFailure choice, String reason, Throwable failure) {
        return switch (choice) {
            case KEEP_ORIGINAL -> null;
            case FAIL -> new FinalException(reason, failure);
            case SKIP -> new NotWanted(reason, failure);
        };
    }

    private static void keep(Exchange exchange, Refined refined, String reason) {
        Job job = exchange.getVariable(Vars.JOB, Job.class);
        LOG.warn(
                "product.unrefined run={} id={} step={} reason=\"{}\"",
                job.product().run(),
                job.product().id(),
                refined.step().name(),
                reason);
        refined.giveUp(reason);
    }

    /** The main file takes the place of what was fetched; unless a step has put an end to that. */
    public void end(Exchange exchange) {
        Refined refined = refined(exchange);
        refined.check();
        exchange.getMessage().setBody(null);
        exchange.setVariable(Vars.FETCHED, refined.original().with(refined.main()));
    }

    private static Refined refined(Exchange exchange) {
        return exchange.getVariable(Vars.REFINED, Refined.class);
    }
}
