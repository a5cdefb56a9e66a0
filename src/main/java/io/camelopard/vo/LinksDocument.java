package io.camelopard.vo;

import io.camelopard.FinalException;
import io.camelopard.votable.Columns;
import io.camelopard.votable.Limits;
import io.camelopard.votable.Row;
import io.camelopard.votable.Trailer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A DataLink document, read whole: what one request may bring is bounded. */
record LinksDocument(List<Link> links, boolean overflow) {
    /** DataLink has its errors as TAP has them (DALI 1.1, section 4.4). */
    static final Protocol DALI = Protocol.TAP;

    static LinksDocument read(Path body, String url, Limits limits) {
        List<Link> links = new ArrayList<>();
        Map<Integer, Row> ofServices = new LinkedHashMap<>();
        Trailer trailer = Documents.read(body, url, limits, DALI, row -> {
            if (links.isEmpty()) {
                expectLinks(row.columns(), url);
            }
            Link link = LinkRow.read(row, url);
            if (link.serviceDef() != null && link.errorMessage() == null) {
                ofServices.put(links.size(), row);
            }
            links.add(link);
        });
        if (!trailer.table()) {
            throw new FinalException(Urls.shown(url) + ": a VOTable without a table, expected a DataLink document");
        }
        DocumentServices services = new DocumentServices(
                trailer, url, ofServices.keySet().stream().map(links::get).toList());
        ofServices.forEach((index, row) -> links.set(index, services.join(links.get(index), row)));
        return new LinksDocument(List.copyOf(links), trailer.overflow());
    }

    private static void expectLinks(Columns columns, String url) {
        if (columns.indexOf("access_url") < 0 && columns.indexOf("error_message") < 0) {
            throw new FinalException(Urls.shown(url) + ": a VOTable that is no DataLink document: of its "
                    + columns.size() + " columns none is access_url");
        }
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
