package io.camelopard.vo;

import io.camelopard.votable.Row;
import io.camelopard.votable.ServiceDescriptor;
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
 * @param service what {@code serviceDef} names, with its address absolute and the values of this row in the inputs that refer
 *     to columns; null where the document has no such service. A link without {@code serviceDef} has here the service that
 *     listed it, where that offers the same in other places (an input {@code source} with options).
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
        @Nullable ServiceDescriptor service,
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
        return with(null, null, null, message, semantics, "error_message", message);
    }

    Link withAccessUrl(@Nullable String url) {
        return with(url, serviceDef, service, errorMessage, semantics, "access_url", url);
    }

    Link withService(ServiceDescriptor described) {
        return with(accessUrl, serviceDef, described, errorMessage, semantics, "service_def", serviceDef);
    }

    Link withCloudAccess(String url) {
        Map<String, Object> changed = new LinkedHashMap<>(columns);
        changed.put("cloud_access", url);
        return new Link(
                id,
                accessUrl,
                serviceDef,
                service,
                errorMessage,
                semantics,
                localSemantics,
                description,
                contentType,
                contentLength,
                contentQualifier,
                linkAuth,
                linkAuthorized,
                url,
                changed);
    }

    /** The same link seen from a document above, where it is something else. */
    Link withSemantics(String term) {
        return with(accessUrl, serviceDef, service, errorMessage, term, "semantics", term);
    }

    private Link with(
            @Nullable String url,
            @Nullable String definition,
            @Nullable ServiceDescriptor described,
            @Nullable String message,
            String term,
            String column,
            @Nullable String cell) {
        Map<String, Object> changed = new LinkedHashMap<>(columns);
        changed.put("access_url", url);
        changed.put(column, cell);
        return new Link(
                id,
                url,
                definition,
                described,
                message,
                term,
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
