package io.camelopard.vo;

import io.camelopard.vo.RowColumns.Known;
import io.camelopard.votable.Column;
import io.camelopard.votable.Row;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a row's dataset is known by from run to run, since access URLs expire and move. The first of:
 *
 * <ol>
 *   <li>its publisher DID: the column {@code obs_publisher_did}, or the one with the utype {@code Curation.PublisherDID} of
 *       ObsCore and SSA, or one with the UCD {@code meta.ref.ivoid} whose value names a dataset. It must be a URI: an
 *       archive has its own name there in all rows;
 *   <li>the ID of its DataLink rows;
 *   <li>the address of its links service and what it was asked for there;
 *   <li>its access URL without signatures, tokens and run numbers.
 * </ol>
 */
final class DatasetId {
    private static final Pattern URI = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:\\S+");

    private DatasetId() {}

    static String of(
            Row row,
            RowColumns known,
            List<Link> links,
            LinksFinder.@Nullable Query query,
            @Nullable String accessUrl) {
        String did = publisherDid(row, known);
        if (did != null) {
            return did;
        }
        if (query != null) {
            return links.stream()
                    .map(Link::id)
                    .filter(id -> !id.isEmpty())
                    .findFirst()
                    .orElseGet(() -> asked(query));
        }
        return accessUrl == null ? "" : LastingUrl.of(accessUrl);
    }

    // An identifier that is a URI is what its DataLink rows will have, once there are some.
    private static String asked(LinksFinder.Query query) {
        String id = LastingUrl.of(query.id());
        return URI.matcher(id).matches() ? id : LastingUrl.of(query.service().url()) + " " + id;
    }

    private static @Nullable String publisherDid(Row row, RowColumns known) {
        String did = known.text(row, Known.OBS_PUBLISHER_DID);
        if (did != null && URI.matcher(did).matches()) {
            return did;
        }
        // Also the UCD of the resource that a row comes from, which is the same in all rows; a dataset's has a query.
        for (int i = 0; i < row.columns().size(); i++) {
            Column column = row.columns().get(i);
            String text = "meta.ref.ivoid".equalsIgnoreCase(column.ucd()) ? Values.text(row.get(i)) : null;
            if (text != null && text.toLowerCase(Locale.ROOT).startsWith("ivo://") && text.contains("?")) {
                return text;
            }
        }
        return null;
    }
}
