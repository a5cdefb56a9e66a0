package io.camelopard.vo;

import io.camelopard.votable.ServiceDescriptor;
import io.camelopard.votable.Trailer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The SODA services that stand in a search answer itself, for any of its rows: each is a link {@code #proc} of a row that
 * has what they refer to (SODA 1.0, section 4.1).
 */
final class AnswerServices {
    private static final String PROC = Vocabulary.CORE_URI + "proc";

    private final List<ServiceDescriptor> services;
    private final DescriptorBinding binding;

    AnswerServices(List<ServiceDescriptor> services, Trailer answer, String answerUrl) {
        this.services = services.stream()
                .filter(service -> Soda.of(service).isPresent() && DescriptorBinding.isOpen(service))
                .toList();
        this.binding = new DescriptorBinding(answer.params(), answerUrl);
    }

    /** A row whose DataLink has a cutout service already, for itself alone, keeps to that. */
    RowLinks add(RowLinks row) {
        boolean has =
                row.links().stream().anyMatch(link -> Soda.of(link.service()).isPresent());
        if (services.isEmpty() || has || row.failure() != null) {
            return row;
        }
        List<Link> links = new ArrayList<>(row.links());
        services.stream()
                .map(service -> binding.bind(service, row.row()))
                .filter(service -> !DescriptorBinding.isOpen(service))
                .forEach(service -> links.add(link(row.id(), service)));
        return new RowLinks(row.row(), row.id(), links, null);
    }

    private static Link link(String id, ServiceDescriptor service) {
        String name = Objects.requireNonNullElse(service.id(), "");
        String type = service.contentType();
        Map<String, Object> columns = new LinkedHashMap<>();
        columns.put("ID", id);
        columns.put("service_def", name);
        columns.put("semantics", PROC);
        columns.put("description", service.description());
        columns.put("content_type", type);
        return new Link(
                id,
                null,
                name,
                service,
                null,
                PROC,
                null,
                service.description(),
                type,
                null,
                null,
                null,
                null,
                null,
                columns);
    }
}
