package io.camelopard.vo;

import io.camelopard.vo.RowColumns.Known;
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
     * @param places the service, where it can be asked for copies in other places
     */
    record Query(
            LinksService service,
            String id,
            @Nullable String url,
            @Nullable ServiceDescriptor places) {}

    private final RowColumns known;
    private final DescriptorBinding binding;
    private final String answerUrl;
    private final List<ServiceDescriptor> descriptors;

    LinksFinder(RowColumns known, Trailer trailer, String answerUrl) {
        this.known = known;
        this.binding = new DescriptorBinding(trailer.params(), answerUrl);
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
            return new Query(LinksService.of(absolute), LinksService.idOf(absolute), absolute, null);
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
        ServiceDescriptor bound = binding.bind(descriptor, row);
        List<Map.Entry<String, String>> fixed = new ArrayList<>();
        List<Map.Entry<String, String>> ofRow = new ArrayList<>();
        for (int i = 0; i < bound.inputs().size(); i++) {
            Param input = bound.inputs().get(i);
            String value = Values.text(input.value());
            if (input.ref() != null) {
                return null;
            }
            if (value != null) {
                (descriptor.inputs().get(i).ref() == null ? fixed : ofRow).add(Map.entry(input.name(), value));
            }
        }
        return query(String.valueOf(bound.accessUrl()), fixed, ofRow, offersPlaces(bound) ? bound : null);
    }

    /** An input {@code source} says where the same data are: the archive itself, or clouds. */
    private static boolean offersPlaces(ServiceDescriptor descriptor) {
        return descriptor.inputs().stream()
                .anyMatch(input -> input.name().equalsIgnoreCase("source")
                        && !input.options().isEmpty());
    }

    private static @Nullable Query query(
            String url,
            List<Map.Entry<String, String>> fixed,
            List<Map.Entry<String, String>> ofRow,
            @Nullable ServiceDescriptor places) {
        if (ofRow.isEmpty()) {
            return null;
        }
        if (ofRow.size() == 1) {
            Map.Entry<String, String> id = ofRow.get(0);
            return new Query(new LinksService(url, fixed, id.getKey()), id.getValue(), null, places);
        }
        // Lists of several parameters do not go together in pairs, so that such a row is asked for by itself.
        List<Map.Entry<String, String>> all = new ArrayList<>(fixed);
        all.addAll(ofRow);
        return new Query(new LinksService(url, all, null), ofRow.get(0).getValue(), null, places);
    }
}
