package io.camelopard.vo;

import io.camelopard.votable.Row;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One row of a DataLink document (DataLink 1.1, section 3.2), or a row of an answer as its own link.
 *
 * @param id what it belongs to, as the service calls it
 * @param accessUrl absolute; of {@code accessUrl}, {@code serviceDef} and {@code errorMessage} one is there, but a service
 *     descriptor that needs nothing from the user and is itself a DataLink service has its address here as well
 * @param semantics the full URI of the term, as {@link Vocabulary#normalise} gives it
 * @param contentLength bytes, null where the service does not know it; a plausibility, not a promise
 * @param linkAuth {@code false}, {@code optional} or {@code true}: whether the link needs a login
 * @param linkAuthorized what the service predicts for this caller
 * @param columns all columns of the row by name, with the names of the standard among them, as values that JSON has
 */
public record Link(
        String id,
        @Nullable String accessUrl,
        @Nullable String serviceDef,
        @Nullable String errorMessage,
        String semantics,
        @Nullable String localSemantics,
        @Nullable String description,
        @Nullable String contentType,
        @Nullable Long contentLength,
        @Nullable String contentQualifier,
        @Nullable String linkAuth,
        @Nullable Boolean linkAuthorized,
        @Nullable String cloudAccess,
        Map<String, Object> columns) {

    private static final List<String> FAULTS =
            List.of("NotFoundFault", "UsageFault", "TransientFault", "FatalFault", "DefaultFault");

    public Link {
        columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
    }

    /**
     * The row as its own link: {@code #this}, with address, format, size and identifier found by name, UCD or utype.
     * Without an address {@link #accessUrl()} is null; a relative one is left as it is.
     */
    public static Link ofRow(Row row) {
        return OwnLink.of(row, RowColumns.of(row.columns()));
    }

    /** Whether following it gives another DataLink document. */
    public boolean isDatalink() {
        return accessUrl != null
                && contentType != null
                && MediaType.parse(contentType).isDatalink();
    }

    /**
     * What kind of error row it is (DataLink 1.1, section 3.4): {@code NotFoundFault}, {@code UsageFault},
     * {@code TransientFault}, {@code FatalFault} or {@code DefaultFault}, which is also any other text; null where it is no
     * error row.
     */
    public @Nullable String fault() {
        if (errorMessage == null) {
            return null;
        }
        return FAULTS.stream()
                .filter(fault -> errorMessage.strip().regionMatches(true, 0, fault, 0, fault.length()))
                .findFirst()
                .orElse("DefaultFault");
    }

    Link withError(String message) {
        Map<String, Object> changed = new LinkedHashMap<>(columns);
        changed.put("access_url", null);
        changed.put("error_message", message);
        return new Link(
                id,
                null,
                null,
                message,
                semantics,
                localSemantics,
                description,
                contentType,
                contentLength,
                contentQualifier,
                linkAuth,
                linkAuthorized,
                cloudAccess,
                changed);
    }

    Link withAccessUrl(@Nullable String url) {
        Map<String, Object> changed = new LinkedHashMap<>(columns);
        changed.put("access_url", url);
        return new Link(
                id,
                url,
                serviceDef,
                errorMessage,
                semantics,
                localSemantics,
                description,
                contentType,
                contentLength,
                contentQualifier,
                linkAuth,
                linkAuthorized,
                cloudAccess,
                changed);
    }
}
