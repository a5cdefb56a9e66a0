package io.camelopard.votable;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A RESOURCE with utype {@code adhoc:service} (DataLink 1.1, section 4).
 *
 * @param id by which {@code service_def} names it
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

    /** What it answers with (DataLink 1.1, section 4.1). */
    public @Nullable String contentType() {
        return param("contentType");
    }

    public @Nullable String resourceIdentifier() {
        return param("resourceIdentifier");
    }

    /** The same at another address. */
    public ServiceDescriptor at(String accessUrl) {
        return new ServiceDescriptor(
                id,
                name,
                description,
                params.stream()
                        .map(param -> param.name().equalsIgnoreCase("accessURL") ? param.filled(accessUrl) : param)
                        .toList(),
                inputs);
    }

    /** The same with other inputs. */
    public ServiceDescriptor taking(List<Param> others) {
        return new ServiceDescriptor(id, name, description, params, others);
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
