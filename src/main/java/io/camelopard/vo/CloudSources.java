package io.camelopard.vo;

import io.camelopard.FinalException;
import io.camelopard.TransientException;
import io.camelopard.votable.Limits;
import io.camelopard.votable.Param;
import io.camelopard.votable.ServiceDescriptor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the links services that offer the same in other places (an input {@code source} with options such as {@code
 * main-server} and {@code aws:us-east-1}) where that is in the cloud. It costs a request a row, so it is for those who want
 * the cloud. Thread-safe as far as its {@link Ask} is.
 */
public final class CloudSources {
    private static final Logger LOG = LoggerFactory.getLogger(CloudSources.class);
    private static final String SOURCE = "source";
    private static final long MAX_BYTES = 64L << 20;

    private final Ask ask;
    private final Limits limits;

    public CloudSources(Ask ask, Limits limits) {
        this.ask = ask;
        this.limits = limits;
    }

    /** The row with {@code cloud_access} in those of its links that are in the cloud; as it is where nobody can tell. */
    public RowLinks add(RowLinks row) {
        Map<ServiceDescriptor, List<Link>> answers = new HashMap<>();
        List<Link> links = new ArrayList<>();
        for (Link link : row.links()) {
            Optional<String> option = option(link);
            ServiceDescriptor service = link.service();
            if (option.isEmpty() || service == null) {
                links.add(link);
                continue;
            }
            List<Link> clouds = answers.computeIfAbsent(service, s -> clouds(s, option.get()));
            links.add(counterpart(link, clouds).map(link::withCloudAccess).orElse(link));
        }
        return new RowLinks(row.row(), row.id(), links, row.failure());
    }

    private static Optional<String> option(Link link) {
        boolean file = link.accessUrl() != null && link.serviceDef() == null && link.cloudAccess() == null;
        if (!file || link.service() == null) {
            return Optional.empty();
        }
        return link.service().inputs().stream()
                .filter(CloudSources::isSource)
                .flatMap(input -> input.options().stream())
                .filter(option -> option.toLowerCase(Locale.ROOT).startsWith("aws"))
                .findFirst();
    }

    private static boolean isSource(Param input) {
        return input.name().equalsIgnoreCase(SOURCE);
    }

    private List<Link> clouds(ServiceDescriptor service, String option) {
        List<Map.Entry<String, String>> params = new ArrayList<>();
        for (Param input : service.inputs()) {
            String value = isSource(input) ? option : Values.text(input.value());
            if (value != null) {
                params.add(Map.entry(input.name(), value));
            }
        }
        String url = String.valueOf(service.accessUrl());
        try (Answer answer = ask.ask(Request.get(url, params, MAX_BYTES, "cloud links"))) {
            Faults.check(answer, LinksDocument.DALI);
            return LinksDocument.read(answer.body(), answer.url(), limits).links().stream()
                    .filter(link -> link.accessUrl() != null && isS3(link.accessUrl()))
                    .toList();
        } catch (TransientException | FinalException e) {
            LOG.warn("links.cloud url={} reason=\"{}\"; the HTTP links are used", Urls.shown(url), e.getMessage());
            return List.of();
        }
    }

    private static boolean isS3(String url) {
        return url.regionMatches(true, 0, "s3://", 0, 5);
    }

    /** Of the same semantics and name; where there is but one of these semantics, that is it. */
    private static Optional<String> counterpart(Link link, List<Link> clouds) {
        List<String> same = clouds.stream()
                .filter(cloud -> cloud.semantics().equals(link.semantics()))
                .map(cloud -> String.valueOf(cloud.accessUrl()))
                .toList();
        String name = name(Urls.decode(Urls.withoutQuery(String.valueOf(link.accessUrl()))));
        return same.stream()
                .filter(url -> name(url).equals(name))
                .findFirst()
                .or(() -> same.size() == 1 ? Optional.of(same.get(0)) : Optional.empty());
    }

    private static String name(String url) {
        String path = url.replaceFirst("/+$", "");
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
