package io.camelopard.vo;

import io.camelopard.votable.Row;
import io.camelopard.votable.ServiceDescriptor;
import io.camelopard.votable.Trailer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The services that the rows of a DataLink document name: a {@code service_def} is an ID of the same document (DataLink
 * 1.1, section 3.2.3). There are documents in which several descriptors have one ID; where as many rows name it, they go
 * together in order, else nobody can tell.
 */
final class DocumentServices {
    private final DescriptorBinding binding;
    private final Map<String, Deque<ServiceDescriptor>> byId = new HashMap<>();

    /** @param links the rows that will be joined, in that order */
    DocumentServices(Trailer trailer, String url, List<Link> links) {
        this.binding = new DescriptorBinding(trailer.params(), url);
        Map<String, List<ServiceDescriptor>> described = new HashMap<>();
        for (ServiceDescriptor service : trailer.services()) {
            if (service.id() != null) {
                described.computeIfAbsent(service.id(), id -> new ArrayList<>()).add(service);
            }
        }
        described.forEach((id, services) -> {
            long rows =
                    links.stream().filter(link -> id.equals(link.serviceDef())).count();
            if (services.size() == 1 || services.size() == rows) {
                byId.put(id, new ArrayDeque<>(services));
            }
        });
    }

    /** Where the service is a finished DataLink URL, that is as good as an access_url. */
    Link join(Link link, Row row) {
        ServiceDescriptor named = next(link.serviceDef());
        if (named == null) {
            return link;
        }
        ServiceDescriptor bound = binding.bind(named, row);
        Link joined = link.withService(bound);
        String address = LinksService.isDescribedBy(bound) ? LinksService.fixedUrl(bound) : null;
        return address == null || link.accessUrl() != null ? joined : joined.withAccessUrl(address);
    }

    private @Nullable ServiceDescriptor next(@Nullable String id) {
        Deque<ServiceDescriptor> services = id == null ? null : byId.get(id);
        if (services == null) {
            return null;
        }
        return services.size() == 1 ? services.peek() : services.poll();
    }
}
