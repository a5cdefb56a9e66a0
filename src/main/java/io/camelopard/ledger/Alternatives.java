package io.camelopard.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.camelopard.FinalException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The alternatives of a selection after the first, as JSON. */
final class Alternatives {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Alternatives() {}

    private record Item(
            String store,
            String identity,
            Kind kind,
            String url,
            String host,
            String link,
            @Nullable String relative,
            @Nullable Long length,
            @Nullable Long modified,
            @Nullable String etag) {
        static Item of(NewProduct p) {
            Long modified = p.modified() == null ? null : p.modified().toEpochMilli();
            return new Item(
                    p.store(),
                    p.identity(),
                    p.kind(),
                    p.url(),
                    p.host(),
                    p.link(),
                    p.relative(),
                    p.length(),
                    modified,
                    p.etag());
        }

        NewProduct product() {
            Instant date = modified == null ? null : Instant.ofEpochMilli(modified);
            return new NewProduct(store, identity, kind, url, host, link, relative, length, date, etag);
        }
    }

    /** Those after the first, which is booked at once. */
    static String write(List<List<NewProduct>> alternatives) {
        try {
            List<List<Item>> later = alternatives.stream()
                    .skip(1)
                    .map(a -> a.stream().map(Item::of).toList())
                    .toList();
            return JSON.writeValueAsString(later);
        } catch (JsonProcessingException e) {
            throw new FinalException("ledger: alternatives cannot be kept: " + e.getOriginalMessage(), e);
        }
    }

    /** The same with more of them after the alternative of that number. */
    static String insert(String json, int after, List<List<NewProduct>> more) {
        try {
            List<List<Item>> later = new ArrayList<>();
            for (Item[] items : JSON.readValue(json, Item[][].class)) {
                later.add(List.of(items));
            }
            later.addAll(
                    Math.min(after, later.size()),
                    more.stream()
                            .map(products -> products.stream().map(Item::of).toList())
                            .toList());
            return JSON.writeValueAsString(later);
        } catch (JsonProcessingException e) {
            throw new FinalException("ledger: alternatives cannot be kept: " + e.getOriginalMessage(), e);
        }
    }

    /** The alternative of that number, from 1; empty when there is none. */
    static List<NewProduct> read(String json, int number) {
        try {
            Item[][] later = JSON.readValue(json, Item[][].class);
            return number > later.length
                    ? List.of()
                    : List.of(later[number - 1]).stream().map(Item::product).toList();
        } catch (JsonProcessingException e) {
            throw new FinalException("ledger: alternatives cannot be read: " + e.getOriginalMessage(), e);
        }
    }
}
