package io.camelopard.flow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.camelopard.MisuseException;
import io.camelopard.harvest.Printable;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The small JSON documents of queues and ledger. */
public final class Json {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final ObjectWriter WRITER = MAPPER.writer(new Escapes());
    private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

    private Json() {}

    public static String write(Object value) {
        try {
            return WRITER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("no JSON can be made of a " + value.getClass(), e);
        }
    }

    /** @throws MisuseException when the text is not one JSON object */
    public static Map<String, Object> object(String text, String where) {
        try {
            Map<String, Object> value = MAPPER.readValue(text, OBJECT);
            if (value != null) {
                return value;
            }
        } catch (JsonProcessingException e) {
            throw new MisuseException(
                    "%s:%d: is not a JSON object: %s"
                            .formatted(
                                    where,
                                    e.getLocation() == null
                                            ? 1
                                            : e.getLocation().getLineNr(),
                                    e.getOriginalMessage()),
                    e);
        }
        throw new MisuseException(where + ":1: is not a JSON object");
    }

    /** A row or a list of columns with values that JSON has: NaN and infinities become null, arrays lists. */
    static Map<String, Object> plain(Map<String, ?> columns) {
        Map<String, Object> plain = new LinkedHashMap<>();
        columns.forEach((name, value) -> plain.put(name, plain(value)));
        return plain;
    }

    private static @Nullable Object plain(@Nullable Object value) {
        if (value instanceof Double d) {
            return Double.isFinite(d) ? d : null;
        }
        if (value instanceof Float f) {
            return Float.isFinite(f) ? f : null;
        }
        if (value == null || !value.getClass().isArray()) {
            return value;
        }
        List<@Nullable Object> list = new ArrayList<>();
        for (int i = 0; i < Array.getLength(value); i++) {
            list.add(plain(Array.get(value, i)));
        }
        return list;
    }

    /** An object within one that was read; empty for anything else. */
    @SuppressWarnings("unchecked")
    public static Map<String, Object> part(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
    }

    /** What JSON takes as it is and a terminal obeys: DEL, C1, and the controls of the direction of a text. */
    private static final class Escapes extends CharacterEscapes {
        private static final long serialVersionUID = 1;

        @Override
        public int[] getEscapeCodesForAscii() {
            int[] escapes = standardAsciiEscapesForJSON();
            escapes[0x7f] = ESCAPE_STANDARD;
            return escapes;
        }

        @Override
        public @Nullable SerializableString getEscapeSequence(int c) {
            return Printable.acts(c) && !Character.isSurrogate((char) c)
                    ? new SerializedString(String.format("\\u%04x", c))
                    : null;
        }
    }
}
