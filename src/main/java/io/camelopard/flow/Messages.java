package io.camelopard.flow;

import io.camelopard.MisuseException;
import io.camelopard.ledger.Lease;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The small JSON documents on the two queues. What is not one of them is refused. */
final class Messages {
    private Messages() {}

    static String ofRun(String id) {
        return Json.write(Map.of("run", id));
    }

    static String run(@Nullable String message) {
        Map<String, Object> fields = Json.object(message == null ? "" : message, "harvests queue");
        if (fields.get("run") instanceof String id) {
            return id;
        }
        throw new MisuseException("harvests queue: a message without 'run': " + fields.keySet());
    }

    static @Nullable String runOrNull(@Nullable String message) {
        try {
            return run(message);
        } catch (MisuseException e) {
            return null;
        }
    }

    static String ofLease(Lease lease) {
        return Json.write(Map.of("product", lease.product(), "token", lease.token()));
    }

    static Lease lease(@Nullable String message) {
        Map<String, Object> fields = Json.object(message == null ? "" : message, "products queue");
        if (fields.get("product") instanceof Number id && fields.get("token") instanceof String token) {
            return new Lease(id.longValue(), token);
        }
        throw new MisuseException("products queue: a message without 'product' and 'token': " + fields.keySet());
    }
}
