package io.camelopard.vo;

import io.camelopard.vo.RowColumns.Known;
import io.camelopard.votable.Column;
import io.camelopard.votable.Columns;
import io.camelopard.votable.Param;
import io.camelopard.votable.Row;
import io.camelopard.votable.ServiceDescriptor;
import io.camelopard.votable.Trailer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds where the DataLink of a row is: at its access URL when its format says so, else at the links service that the
 * answer describes, with the row's values in its parameters (DataLink 1.1, sections 3.3.1 and 4).
 */
final class LinksFinder {
    /**
     * One document to ask for.
     *
     * @param id what the dataset is called there
     * @param url where exactly it is, when the row itself says that
     */
    record Query(LinksService service, String id, @Nullable String url) {}

    private final Columns columns;
    private final RowColumns known;
    private final List<Param> params;
    private final String answerUrl;
    private final List<ServiceDescriptor> descriptors;

    LinksFinder(Columns columns, RowColumns known, Trailer trailer, String answerUrl) {
        this.columns = columns;
        this.known = known;
        this.params = trailer.params();
        this.answerUrl = answerUrl;
        this.descriptors =
                trailer.services().stream().filter(LinksService::isDescribedBy).toList();
    }

    /** Null where the row has no DataLink. */
    @Nullable Query find(Row row) {
        String url = known.text(row, Known.ACCESS_URL);
        String format = known.text(row, Known.ACCESS_FORMAT);
        if (url != null && format != null && MediaType.parse(format).isDatalink()) {
            String absolute = Urls.resolve(answerUrl, url);
            return new Query(LinksService.of(absolute), LinksService.idOf(absolute), absolute);
        }
        for (ServiceDescriptor descriptor : descriptors) {
            Query query = described(descriptor, row);
            if (query != null) {
                return query;
            }
        }
        return null;
    }

    /** Null where a parameter that this row must fill is empty in it. */
    private @Nullable Query described(ServiceDescriptor descriptor, Row row) {
        List<Map.Entry<String, String>> fixed = new ArrayList<>();
        List<Map.Entry<String, String>> ofRow = new ArrayList<>();
        for (Param input : descriptor.inputs()) {
            String ref = input.ref();
            String value = ref == null ? Values.text(input.value()) : referred(ref, row);
            if (value == null && ref != null) {
                return null;
            }
            if (value != null) {
                (ref == null ? fixed : ofRow).add(Map.entry(input.name(), value));
            }
        }
        return query(Urls.resolve(answerUrl, String.valueOf(descriptor.accessUrl())), fixed, ofRow);
    }

    private static @Nullable Query query(
            String url, List<Map.Entry<String, String>> fixed, List<Map.Entry<String, String>> ofRow) {
        if (ofRow.isEmpty()) {
            return null;
        }
        if (ofRow.size() == 1) {
            Map.Entry<String, String> id = ofRow.get(0);
            return new Query(new LinksService(url, fixed, id.getKey()), id.getValue(), null);
        }
        // Lists of several parameters do not go together in pairs, so that such a row is asked for by itself.
        List<Map.Entry<String, String>> all = new ArrayList<>(fixed);
        all.addAll(ofRow);
        return new Query(new LinksService(url, all, null), ofRow.get(0).getValue(), null);
    }

    /** The row's cell, or the PARAM that is the same for all rows. */
    private @Nullable String referred(String ref, Row row) {
        int index = indexOf(ref);
        if (index >= 0) {
            return Values.text(row.get(index));
        }
        return params.stream()
                .filter(param -> ref.equals(param.id()))
                .map(param -> Values.text(param.value()))
                .findFirst()
                .orElse(null);
    }

    // ref names an ID (VOTable 1.5, section 4.1); some services give the name instead.
    private int indexOf(String ref) {
        for (int i = 0; i < columns.size(); i++) {
            Column column = columns.get(i);
            if (ref.equals(column.id())) {
                return i;
            }
        }
        return columns.indexOf(ref);
    }
}
