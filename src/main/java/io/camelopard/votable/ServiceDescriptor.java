package io.camelopard.votable;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A RESOURCE with utype {@code adhoc:service} (DataLink 1.1, section 4).
 *
 * @param params its own PARAMs: accessURL, standardID, resourceIdentifier, contentType
 * @param inputs the PARAMs of its GROUP inputParams
 */
public record ServiceDescriptor(
        @Nullable String id,
        @Nullable String name,
        @Nullable String description,
        List<Param> params,
        List<Param> inputs) {

    public ServiceDescriptor {
        params = List.copyOf(params);
        inputs = List.copyOf(inputs);
    }

    public @Nullable String accessUrl() {
        return param("accessURL");
    }

    public @Nullable String standardId() {
        return param("standardID");
    }

    public @Nullable String resourceIdentifier() {
        return param("resourceIdentifier");
    }

    private @Nullable String param(String name) {
        for (Param param : params) {
            if (param.name().equalsIgnoreCase(name)) {
                return param.value();
            }
        }
        return null;
    }
}
