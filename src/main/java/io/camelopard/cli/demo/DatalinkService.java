package io.camelopard.cli.demo;

import java.net.URI;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * DataLink 1.1 for the master table's rows, any number of IDs a request.
 *
 * <p>As HEASARC does, it is asked by row number and answers with the observation's identifier: what stands in the column
 * ID is not what was asked for.
 */
final class DatalinkService {
    private static final String DEEPER = "/nustar.obs";
    private static final String DATALINK = "application/x-votable+xml;content=datalink";
    private static final List<String> COLUMNS = List.of(
            "ID",
            "access_url",
            "service_def",
            "error_message",
            "semantics",
            "local_semantics",
            "description",
            "content_type",
            "content_length",
            "content_qualifier",
            "link_auth",
            "link_authorized");

    private final URI base;

    DatalinkService(URI base) {
        this.base = base;
    }

    Reply answer(Call call) {
        String rows = call.all("id").stream()
                .map(this::links)
                .flatMap(Collection::stream)
                .map(link -> Resources.tr(COLUMNS.stream()
                        .map(column -> link.getOrDefault(column, ""))
                        .toList()))
                .collect(Collectors.joining());
        return Reply.votable(Resources.text("datalink.xml").replace("@ROWS@", rows))
                .with("Content-Type", DATALINK);
    }

    private List<Map<String, String>> links(String id) {
        boolean deeper = id.endsWith(DEEPER);
        String asked = deeper ? id.substring(0, id.length() - DEEPER.length()) : id;
        return Observation.byId(asked)
                .map(found -> !found.isPublic() ? List.of(notPublic(found)) : deeper ? hk(found, id) : products(found))
                .orElseGet(() -> List.of(error(id, "NotFoundFault: " + id + " is not in numaster")));
    }

    private List<Map<String, String>> products(Observation of) {
        String id = of.identifier();
        return List.of(
                link(id, "/xamin/bib?table=numaster&id=" + of.obsid(), "#documentation", "Bibliography", "text/html"),
                link(id, "/xamin/vo/datalink?datalink_key&id=" + id + DEEPER, "#auxiliary", "Housekeeping", DATALINK),
                link(id, of.folder(), "#this", "NuSTAR observation data", "directory"));
    }

    private List<Map<String, String>> hk(Observation of, String id) {
        return DemoFile.of(of).stream()
                .filter(file -> file.path().startsWith("hk/"))
                .map(file -> {
                    Map<String, String> link =
                            link(id, of.folder() + file.path(), "#auxiliary", "Housekeeping", "application/fits");
                    link.put("content_length", String.valueOf(file.bytes().length));
                    return link;
                })
                .toList();
    }

    private Map<String, String> link(String id, String path, String semantics, String description, String type) {
        Map<String, String> link = new LinkedHashMap<>();
        link.put("ID", id);
        link.put("access_url", base + path);
        link.put("semantics", semantics);
        link.put("description", description);
        link.put("content_type", type);
        link.put("link_auth", "false");
        link.put("link_authorized", "true");
        return link;
    }

    private static Map<String, String> notPublic(Observation of) {
        return error(of.identifier(), "NotFoundFault: no public data for observation " + of.obsid());
    }

    private static Map<String, String> error(String id, String message) {
        return Map.of("ID", id, "error_message", message, "semantics", "#this");
    }
}
