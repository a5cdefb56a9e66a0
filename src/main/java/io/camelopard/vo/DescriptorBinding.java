package io.camelopard.vo;

import io.camelopard.votable.Column;
import io.camelopard.votable.Columns;
import io.camelopard.votable.Param;
import io.camelopard.votable.Row;
import io.camelopard.votable.ServiceDescriptor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Fills in what a service descriptor leaves to a row of its document (DataLink 1.1, section 4): its address is made
 * absolute, and each input that refers to a column, or to a PARAM, gets that value.
 */
final class DescriptorBinding {
    private final List<Param> params;
    private final String documentUrl;

    /** @param params of the document, outside its services */
    DescriptorBinding(List<Param> params, String documentUrl) {
        this.params = params;
        this.documentUrl = documentUrl;
    }

    /** An input whose value the row lacks keeps its {@code ref}. */
    ServiceDescriptor bind(ServiceDescriptor descriptor, Row row) {
        String url = Values.text(descriptor.accessUrl());
        ServiceDescriptor absolute = url == null ? descriptor : descriptor.at(Urls.resolve(documentUrl, url));
        return absolute.taking(
                descriptor.inputs().stream().map(input -> filled(input, row)).toList());
    }

    private Param filled(Param input, Row row) {
        String ref = input.ref();
        String value = ref == null ? null : referred(ref, row);
        return value == null ? input : input.filled(value);
    }

    /** The row's cell, or the PARAM that is the same for all rows. */
    private @Nullable String referred(String ref, Row row) {
        int index = indexOf(row.columns(), ref);
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
    private static int indexOf(Columns columns, String ref) {
        for (int i = 0; i < columns.size(); i++) {
            Column column = columns.get(i);
            if (ref.equals(column.id())) {
                return i;
            }
        }
        return columns.indexOf(ref);
    }

    /** Whether a row is still to give a value. */
    static boolean isOpen(ServiceDescriptor descriptor) {
        return descriptor.inputs().stream().anyMatch(input -> input.ref() != null);
    }
}
