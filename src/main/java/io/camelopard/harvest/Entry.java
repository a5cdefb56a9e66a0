package io.camelopard.harvest;

import com.fasterxml.jackson.databind.JsonNode;
import io.camelopard.MisuseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A place in a harvest file, there or not, that reads itself as what is wanted of it. What is of the wrong type reads as
 * absent, since the schema has told about it; what is wrong otherwise is told here, with its place.
 */
record Entry(YamlDocument document, Findings findings, String pointer) {

    private JsonNode node() {
        return document.root().at(pointer);
    }

    Entry at(String key) {
        return new Entry(document, findings, Pointer.of(pointer, key));
    }

    boolean there() {
        return !node().isMissingNode() && !node().isNull();
    }

    /** Whether the key is there, if only without a value or misspelt, about both of which it has been told. */
    boolean has(String key) {
        Entry entry = at(key);
        return !entry.node().isMissingNode() || findings.isMeant(entry.pointer);
    }

    boolean isList() {
        return node().isArray();
    }

    boolean isMapping() {
        return node().isObject();
    }

    boolean isText() {
        return node().isTextual();
    }

    boolean isNumber() {
        return node().isNumber();
    }

    /** The items of a list, or the one thing that is there. */
    List<Entry> items() {
        if (!isList()) {
            return there() ? List.of(this) : List.of();
        }
        List<Entry> items = new ArrayList<>();
        for (int i = 0; i < node().size(); i++) {
            items.add(new Entry(document, findings, Pointer.of(pointer, i)));
        }
        return items;
    }

    Map<String, Entry> fields() {
        Map<String, Entry> fields = new LinkedHashMap<>();
        node().fieldNames().forEachRemaining(key -> fields.put(key, at(key)));
        return fields;
    }

    /** The text; null when there is none, or something else. */
    @Nullable String text() {
        return isText() ? node().textValue() : null;
    }

    String text(String otherwise) {
        return Objects.requireNonNullElse(text(), otherwise);
    }

    /** A scalar as written. */
    String raw() {
        return document.scalars().getOrDefault(pointer, "");
    }

    List<String> texts() {
        List<String> texts = new ArrayList<>();
        items().forEach(item -> {
            if (item.isText()) {
                texts.add(item.text(""));
            }
        });
        return texts;
    }

    boolean flag() {
        return node().asBoolean(false);
    }

    @Nullable Double number() {
        return isNumber() ? (Double) node().doubleValue() : null;
    }

    @Nullable Integer integer() {
        return node().canConvertToInt() && node().isIntegralNumber() ? (Integer) node().intValue() : null;
    }

    @Nullable Long whole() {
        return node().canConvertToLong() && node().isIntegralNumber() ? (Long) node().longValue() : null;
    }

    /** One of the constants in lower case; the first of them when it is none, which the schema tells. */
    <E extends Enum<E>> E choice(Class<E> type) {
        return choice(type, type.getEnumConstants()[0]);
    }

    <E extends Enum<E>> E choice(Class<E> type, E otherwise) {
        for (E constant : type.getEnumConstants()) {
            if (constant.name().toLowerCase(Locale.ROOT).equals(text())) {
                return constant;
            }
        }
        return otherwise;
    }

    /** What a parser makes of the text; null when there is none or the parser refuses it, which is then told. */
    <T> @Nullable T read(Function<String, T> parser) {
        return isText() ? parsed(parser) : null;
    }

    /** As {@link #read}, of a number or a text as written. */
    <T> @Nullable T readScalar(Function<String, T> parser) {
        return isText() || isNumber() ? parsed(parser) : null;
    }

    private <T> @Nullable T parsed(Function<String, T> parser) {
        try {
            return parser.apply(raw());
        } catch (MisuseException e) {
            wrong(String.valueOf(e.getMessage()));
            return null;
        }
    }

    /** Degrees. */
    @Nullable Double angle() {
        return readScalar(Quantity::angle);
    }

    /** Tells what is wrong with the value here. */
    void wrong(String message) {
        boolean oneLine = document.scalars().containsKey(pointer) && raw().indexOf('\n') < 0;
        String value = oneLine ? " '" + Printable.of(raw()) + "'" : "";
        findings.add(pointer, Pointer.shown(pointer) + value + ": " + message);
    }

    /** Tells about a key that is not there. */
    void missing(String key, String message) {
        findings.add(Pointer.of(pointer, key), Pointer.shown(Pointer.of(pointer, key)) + " is missing" + message);
    }
}
