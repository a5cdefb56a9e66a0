package io.camelopard.votable;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a document says outside its rows, complete only when it has been read to its end.
 *
 * @param infos in document order, those inside tables that were not read left out
 * @param params PARAMs of VOTABLE, RESOURCE, DEFINITIONS, GROUP and the table that was read; not those of services
 * @param services service descriptors, wherever they stand
 * @param table is there a TABLE
 * @param rows how many rows were read; -1 from {@link VotableScan}, which does not count them
 * @param declaredRows what the TABLE says of its number of rows, which is no promise
 */
public record Trailer(
        List<Info> infos,
        List<Param> params,
        List<ServiceDescriptor> services,
        boolean table,
        long rows,
        @Nullable Long declaredRows) {

    public Trailer {
        infos = List.copyOf(infos);
        params = List.copyOf(params);
        services = List.copyOf(services);
    }

    /** Did the service say that it has more than it sent (DALI 1.1, section 4.4.1). */
    public boolean overflow() {
        return queryStatus().filter("OVERFLOW"::equalsIgnoreCase).isPresent();
    }

    /** The last QUERY_STATUS: it may come again after the table, and the last one counts (DALI 1.1, section 4.4). */
    public Optional<String> queryStatus() {
        return lastStatus().map(status -> status.value().strip());
    }

    /** The server's own words when QUERY_STATUS is ERROR: the text of that INFO, else of INFOs named Error, else "ERROR". */
    public Optional<String> error() {
        return lastStatus()
                .filter(status -> status.value().strip().equalsIgnoreCase("ERROR"))
                .map(status -> status.text().isEmpty() ? otherWords() : status.text());
    }

    private Optional<Info> lastStatus() {
        return infos.stream()
                .filter(info -> info.name().equalsIgnoreCase("QUERY_STATUS"))
                .reduce((earlier, later) -> later);
    }

    private String otherWords() {
        String words = infos.stream()
                .filter(info -> info.name().equalsIgnoreCase("Error"))
                .flatMap(info -> List.of(info.value(), info.text()).stream())
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining(" "));
        return words.isEmpty() ? "ERROR" : words;
    }
}
