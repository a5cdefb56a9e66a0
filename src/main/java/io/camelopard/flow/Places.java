package io.camelopard.flow;

import io.camelopard.FinalException;
import io.camelopard.TransientException;
import io.camelopard.harvest.Alternative.Via;
import io.camelopard.ledger.Ledger;
import io.camelopard.ledger.Product;
import io.camelopard.transfer.Buckets;
import io.camelopard.transfer.DiskException;
import io.camelopard.transfer.HostRests;
import io.camelopard.transfer.MirrorFolders;
import io.camelopard.transfer.RemoteUri;
import io.camelopard.transfer.Rewrites;
import io.camelopard.transfer.S3Url;
import io.camelopard.vo.CloudAccess;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where products are, and the step from a place that failed to the next (HARVEST.md, "Links": {@code via}, then {@code
 * camelopard.rewrite}). A place is an http or https URL, {@code s3://bucket/key} or {@code file:/path}; the last two are not
 * percent-encoded. Thread-safe.
 */
public final class Places implements Processor {
    private static final Logger LOG = LoggerFactory.getLogger(Places.class);

    private final Rewrites rewrites;
    private final Buckets buckets;
    private final Ledger ledger;
    private final RetryBudget budget;

    Places(Rewrites rewrites, Buckets buckets, Ledger ledger, RetryBudget budget) {
        this.budget = budget;
        this.rewrites = rewrites;
        this.buckets = buckets;
        this.ledger = ledger;
    }

    /** The places of a product, in the order in which they are tried. */
    List<String> of(Job job) {
        Product product = job.product();
        if (job.isCutout()) {
            return List.of(product.url());
        }
        List<String> known = new ArrayList<>(List.of(product.url()));
        if (product.relative() == null) {
            known.addAll(cloud(text(job.linkColumns().get("cloud_access"))));
        } else {
            String relative = product.relative() + (job.isDirectory() ? "/" : "");
            job.starts().forEach(start -> known.add(below(start, relative)));
        }
        return ordered(known, job.alternative().via());
    }

    /** Where the folder of a product begins, in each place: what is in it has its places below these. */
    List<String> starts(Job job) {
        return job.product().relative() == null ? of(job) : job.starts();
    }

    /** Whose limits a link counts against: the host of its first place. What cannot be used is refused when it is fetched. */
    String host(String url, @Nullable String cloudAccess, Via via) {
        List<String> known = new ArrayList<>(List.of(url));
        known.addAll(cloud(cloudAccess));
        return host(ordered(known, via).get(0));
    }

    private List<String> cloud(@Nullable String cloudAccess) {
        List<String> urls = new ArrayList<>();
        for (CloudAccess.Place place : CloudAccess.read(cloudAccess).places()) {
            buckets.tell(place.bucket(), place.region());
            urls.add(place.url());
        }
        return urls;
    }

    private List<String> ordered(List<String> known, Via via) {
        Set<String> places = new LinkedHashSet<>();
        for (boolean s3 : via == Via.CLOUD ? new boolean[] {true, false} : new boolean[] {false, true}) {
            for (String url : known) {
                if (S3Url.is(url) == s3) {
                    rewritten(places, url);
                    places.add(url);
                }
            }
        }
        return List.copyOf(places);
    }

    /** A rule that leads to http is for all requests alike, and followed when the request is made. */
    private void rewritten(Set<String> places, String url) {
        try {
            rewrites.find(url)
                    .filter(rule -> !rule.http() && rule.rest(url).indexOf('?') < 0)
                    .ifPresent(rule -> places.add(rule.to() + decoded(rule.rest(url))));
        } catch (FinalException e) {
            // A URL that cannot be used is told when it is fetched.
            LOG.debug("place.refused reason=\"{}\"", e.getMessage());
        }
    }

    private static String below(String start, String relative) {
        String folder = start.endsWith("/") ? start : start + "/";
        return isHttp(start) ? folder + encoded(relative) : folder + relative;
    }

    private static String encoded(String path) {
        return Arrays.stream(path.split("/", -1))
                .map(segment ->
                        URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20"))
                .collect(Collectors.joining("/"));
    }

    private static String decoded(String path) {
        return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** Whether a place is asked by HTTP. */
    static boolean isHttp(String place) {
        return !S3Url.is(place) && !MirrorFolders.is(place);
    }

    /** As it may stand in a message or a log. */
    static String shown(String place) {
        return isHttp(place) ? RemoteUri.shown(place) : S3Url.shown(place);
    }

    /** Whose limits a place counts against. */
    String host(String place) {
        try {
            if (S3Url.is(place)) {
                return buckets.host(S3Url.parse(place).bucket());
            }
            if (MirrorFolders.is(place)) {
                return "";
            }
            return host(RemoteUri.parse(place));
        } catch (FinalException e) {
            return "";
        }
    }

    /** Whose limits a request counts against. */
    static String host(URI uri) {
        return uri.getPort() < 0 ? uri.getHost() : uri.getHost() + ":" + uri.getPort();
    }

    private static @Nullable String text(@Nullable Object value) {
        return value instanceof String text ? text : null;
    }

    /** Whether a product that failed is tried again within this attempt: at once in the same place, or in the next. */
    public boolean again(Exchange exchange) {
        Attempt attempt = exchange.getVariable(Vars.ATTEMPT, Attempt.class);
        if (failure(exchange) instanceof DiskException || failure(exchange) instanceof HostRests) {
            return false;
        }
        // What fails after the fetch, such as the store, fails wherever the product came from.
        Fetched fetched = exchange.getVariable(Vars.FETCHED, Fetched.class);
        boolean repeatable = fetched == null || Files.exists(fetched.staged().path());
        return attempt != null && ((repeatable && quick(exchange, attempt)) || (fetched == null && attempt.hasNext()));
    }

    /** Before it is tried again: decides where. */
    @Override
    public void process(Exchange exchange) {
        Attempt attempt = exchange.getVariable(Vars.ATTEMPT, Attempt.class);
        Throwable failure = failure(exchange);
        if (quick(exchange, attempt)) {
            attempt.repeat(failure);
            return;
        }
        // What is asked by HTTP has been noted with the answer, for the host that gave it.
        if (failure instanceof TransientException passing && !isHttp(attempt.place())) {
            passing.retryAfter().ifPresent(pause -> ledger.feed()
                    .rest(host(attempt.place()), ledger.now().plus(pause)));
        }
        attempt.next(failure);
        Fetch fetch = exchange.getVariable(Vars.FETCH, Fetch.class);
        exchange.setVariable(Vars.FETCH, fetch.from(attempt.place()));
        Product product = exchange.getVariable(Vars.JOB, Job.class).product();
        LOG.info(
                "product.place run={} id={} url={} reason=\"{}\"",
                product.run(),
                product.id(),
                shown(attempt.place()),
                failure.getMessage());
    }

    private boolean quick(Exchange exchange, Attempt attempt) {
        String run = exchange.getVariable(Vars.JOB, Job.class).product().run();
        return attempt.quick(failure(exchange), () -> budget.now(run));
    }

    private static Throwable failure(Exchange exchange) {
        return Objects.requireNonNull(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class));
    }
}
