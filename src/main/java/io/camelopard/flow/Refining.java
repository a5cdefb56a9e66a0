package io.camelopard.flow;

import io.camelopard.FinalException;
import io.camelopard.MisuseException;
import io.camelopard.TransientException;
import io.camelopard.harvest.Refine;
import io.camelopard.transfer.Content;
import io.camelopard.transfer.Digests;
import io.camelopard.transfer.DiskException;
import io.camelopard.transfer.Limits;
import io.camelopard.transfer.Received;
import io.camelopard.transfer.Staged;
import io.camelopard.transfer.Staging;
import io.camelopard.vo.Target;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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
        Content.Checked content = fetched.content();
        String type = content == null ? fetched.type().orElse("") : content.mediaType();
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
        boolean same = file.equals(refined.current().staged().path());
        if (same && refined.current().content().equals(digest(file))) {
            refined.done("nothing to do");
            return;
        }
        Staged staged = same ? refined.current().staged() : adopt(exchange, file);
        take(refined, staged);
    }

    private void take(Refined refined, Staged staged) {
        staged.sync();
        Received received = digest(staged.path());
        Content.Checked content = Content.check(staged.path(), null, "", true, limits);
        if (refined.step().adds()) {
            refined.add(staged, received, content.mediaType());
        } else {
            refined.replace(staged, received, content.mediaType());
        }
        refined.done(received.bytes() + " bytes");
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

    private Staged adopt(Exchange exchange, Path file) {
        Job job = exchange.getVariable(Vars.JOB, Job.class);
        Staged staged = staging.adopt(Work.key(job.product()), file);
        Fetching.closeWhenDone(exchange, staged);
        return staged;
    }

    private static Received digest(Path file) {
        try {
            return Digests.of(file);
        } catch (IOException e) {
            throw DiskException.of(file, e);
        }
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
            switch (step.spec().onFailure()) {
                case KEEP_ORIGINAL -> keep(exchange, refined, String.valueOf(failure.getMessage()));
                case FAIL -> refined.fail(new FinalException(reason, failure));
                case SKIP -> refined.fail(new NotWanted(reason, failure));
            }
        }
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
