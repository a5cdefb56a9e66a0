package io.camelopard.flow;

import io.camelopard.ledger.Ledger;
import io.camelopard.ledger.Product;
import io.camelopard.ledger.Ready;
import io.camelopard.transfer.Content;
import io.camelopard.transfer.Received;
import io.camelopard.transfer.Staged;
import io.camelopard.transfer.Staging;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Verified files that wait in staging for a bucket, be that slow, full or away, or the process dead: none is fetched again.
 * Thread-safe.
 */
final class Waiting {
    private final Ledger ledger;
    private final Staging staging;

    Waiting(Ledger ledger, Staging staging) {
        this.ledger = ledger;
        this.staging = staging;
    }

    /** From now on the file waits, until the product has come to an end. */
    void keep(Product product, Fetched fetched) {
        fetched.staged().await(fetched.body().sha256());
        ledger.ready()
                .keep(
                        product.id(),
                        new Ready.Waiting(fetched.body().sha256(), version(product), Json.write(fields(fetched))));
    }

    /** The file of a product, if it waits here and nothing newer was listed since. */
    Optional<Fetched> find(Product product) {
        return ledger.ready()
                .find(product.id())
                .filter(file -> file.version().equals(version(product)))
                .flatMap(file -> staging.whole(Work.key(product), file.sha256()).map(staged -> fetched(file, staged)));
    }

    private static String version(Product product) {
        return product.length() + " " + product.modified() + " " + product.etag();
    }

    private static Map<String, Object> fields(Fetched fetched) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("url", fetched.url());
        fields.put("headers", fetched.headers());
        Content.Checked content = fetched.content();
        if (content != null) {
            fields.put("type", content.mediaType());
            fields.put("recognised", content.recognised());
            fields.put("verified", content.verified().name());
            fields.put("notes", content.notes());
        }
        return fields;
    }

    private static Fetched fetched(Ready.Waiting file, Staged staged) {
        Map<String, Object> fields = Json.object(file.fetched(), "ledger");
        Map<String, String> headers = new LinkedHashMap<>();
        if (fields.get("headers") instanceof Map<?, ?> all) {
            all.forEach((name, value) -> headers.put(String.valueOf(name), String.valueOf(value)));
        }
        return new Fetched(
                200,
                String.valueOf(fields.get("url")),
                headers,
                staged,
                new Received(staged.length(), file.sha256()),
                false,
                content(fields));
    }

    private static Content.@Nullable Checked content(Map<String, Object> fields) {
        if (!(fields.get("verified") instanceof String verified)) {
            return null;
        }
        List<String> notes = fields.get("notes") instanceof List<?> all
                ? all.stream().map(String::valueOf).toList()
                : List.of();
        return new Content.Checked(
                String.valueOf(fields.get("type")),
                Boolean.TRUE.equals(fields.get("recognised")),
                Content.Verified.valueOf(verified),
                Optional.empty(),
                notes);
    }
}
