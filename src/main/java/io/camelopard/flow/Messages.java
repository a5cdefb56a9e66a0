package io.camelopard.flow;

import io.camelopard.MisuseException;
import io.camelopard.ledger.Lease;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The small JSON documents on the two queues. What is not one of them is refused, and so is one of another version: where
 * machines are upgraded one after the other, it is for those that know it.
 */
final class Messages {
    /** Ours have a few dozen characters. */
    static final int LONGEST = 10_000;

    private static final int VERSION = 1;

    private Messages() {}

    /** What came in place of a text; {@code what} goes into the refusal. */
    record Unreadable(String what) {}

    static String ofRun(String id) {
        return Json.write(Map.of("version", VERSION, "run", id));
    }

    static String run(@Nullable Object message) {
        Map<String, Object> fields = fields(message, "harvests queue");
        if (fields.get("run") instanceof String id) {
            return id;
        }
        throw new MisuseException("harvests queue: a message without 'run': " + fields.keySet());
    }

    static @Nullable String runOrNull(@Nullable Object message) {
        try {
            return run(message);
        } catch (MisuseException e) {
            return null;
        }
    }

    static String ofLease(Lease lease) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("version", VERSION);
        fields.put("product", lease.product());
        fields.put("token", lease.token());
        return Json.write(fields);
    }

    static Lease lease(@Nullable Object message) {
        Map<String, Object> fields = fields(message, "products queue");
        if (fields.get("product") instanceof Number id && fields.get("token") instanceof String token) {
            return new Lease(id.longValue(), token);
        }
        throw new MisuseException("products queue: a message without 'product' and 'token': " + fields.keySet());
    }

    private static Map<String, Object> fields(@Nullable Object message, String queue) {
        String expected = "%s: expected a JSON text of at most %d characters, found ".formatted(queue, LONGEST);
        if (!(message instanceof String text)) {
            throw new MisuseException(expected + (message instanceof Unreadable other ? other.what() : "no text"));
        }
        if (text.length() > LONGEST) {
            throw new MisuseException(expected + text.length());
        }
        Map<String, Object> fields = Json.object(text, queue);
        Object version = fields.getOrDefault("version", VERSION);
        if (!version.equals(VERSION)) {
            throw new MisuseException("%s: a message of version %s; this Camelopard knows %d"
                    .formatted(queue, version instanceof Number ? version : "?", VERSION));
        }
        return fields;
    }
}
