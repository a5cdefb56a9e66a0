package io.camelopard.vo;

import io.camelopard.FinalException;
import io.camelopard.votable.Columns;
import io.camelopard.votable.Limits;
import io.camelopard.votable.ServiceDescriptor;
import io.camelopard.votable.Trailer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A DataLink document, read whole: what one request may bring is bounded. */
record LinksDocument(List<Link> links, boolean overflow) {
    /** DataLink has its errors as TAP has them (DALI 1.1, section 4.4). */
    static final Protocol DALI = Protocol.TAP;

    static LinksDocument read(Path body, String url, Limits limits) {
        List<Link> links = new ArrayList<>();
        Trailer trailer = Documents.read(body, url, limits, DALI, row -> {
            if (links.isEmpty()) {
                expectLinks(row.columns(), url);
            }
            links.add(LinkRow.read(row, url));
        });
        if (!trailer.table()) {
            throw new FinalException(Urls.shown(url) + ": a VOTable without a table, expected a DataLink document");
        }
        links.replaceAll(link -> withService(link, trailer.services(), url));
        return new LinksDocument(List.copyOf(links), trailer.overflow());
    }

    private static void expectLinks(Columns columns, String url) {
        if (columns.indexOf("access_url") < 0 && columns.indexOf("error_message") < 0) {
            throw new FinalException(Urls.shown(url) + ": a VOTable that is no DataLink document: of its "
                    + columns.size() + " columns none is access_url");
        }
    }

    /** A service_def is an ID of the same document; where it is a finished DataLink URL, it is as good as an access_url. */
    private static Link withService(Link link, List<ServiceDescriptor> services, String url) {
        if (link.serviceDef() == null || link.accessUrl() != null || link.errorMessage() != null) {
            return link;
        }
        String address = services.stream()
                .filter(service -> link.serviceDef().equals(service.id()))
                .filter(LinksService::isDescribedBy)
                .map(LinksService::fixedUrl)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
        return address == null ? link : link.withAccessUrl(Urls.resolve(url, address));
    }

    /** The links by the identifiers that the document has, each run of rows one group, in order. */
    List<Group> groups() {
        List<Group> groups = new ArrayList<>();
        @Nullable Group last = null;
        for (Link link : links) {
            if (last == null || !last.id().equals(link.id())) {
                last = new Group(link.id(), new ArrayList<>());
                groups.add(last);
            }
            last.links().add(link);
        }
        return groups;
    }

    record Group(String id, List<Link> links) {}
}
