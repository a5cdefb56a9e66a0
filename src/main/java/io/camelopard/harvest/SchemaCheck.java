package io.camelopard.harvest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Holds a harvest against its JSON Schema (draft 2020-12) and says in words what does not fit. */
final class SchemaCheck {
    private static final JsonNode SCHEMA = read();
    private static final JsonSchema VALIDATOR = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
            .getSchema(
                    SCHEMA,
                    SchemaValidatorsConfig.builder()
                            .pathType(PathType.JSON_POINTER)
                            .locale(Locale.ROOT)
                            .build());

    private SchemaCheck() {}

    private static JsonNode read() {
        try (InputStream in = Objects.requireNonNull(SchemaCheck.class.getResourceAsStream("harvest.schema.json"))) {
            return new ObjectMapper().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Tells of keys and words that are none, so that nothing else is made of them. */
    static void words(YamlDocument document, Findings findings) {
        check(document, findings, SchemaCheck::isWord);
    }

    /** Tells of the rest. */
    static void check(YamlDocument document, Findings findings) {
        check(document, findings, message -> !isWord(message));
    }

    private static void check(YamlDocument document, Findings findings, Predicate<ValidationMessage> which) {
        for (ValidationMessage message : VALIDATOR.validate(document.root())) {
            String pointer = message.getInstanceLocation().toString();
            boolean open = pointer.startsWith("/search/") && !isProtocol(document, findings);
            if (which.test(message) && !(open && message.getType().equals("false"))) {
                tell(message, document, findings);
            }
        }
    }

    /** What goes with an unknown protocol is not known. */
    private static boolean isProtocol(YamlDocument document, Findings findings) {
        return document.root().at("/search/protocol").isTextual() && !findings.has("/search/protocol");
    }

    private static boolean isWord(ValidationMessage message) {
        boolean step = message.getInstanceLocation().toString().matches(".*/refine/[0-9]+");
        return message.getType().equals("additionalProperties")
                || (message.getType().equals("enum") && !step);
    }

    private static void tell(ValidationMessage message, YamlDocument document, Findings findings) {
        String pointer = message.getInstanceLocation().toString();
        String place = Pointer.shown(pointer);
        JsonNode wanted = message.getSchemaNode();
        String value = value(document, pointer);
        switch (message.getType()) {
            case "additionalProperties" -> unknownKey(message, pointer, findings);
            case "not" ->
                findings.add(Pointer.of(pointer, "every"), "schedule and every are two ways to say when; keep one");
            case "required" -> missing(pointer, message.getProperty(), findings);
            case "type" ->
                findings.add(pointer, place + value + ": must be " + types(wanted) + found(document, pointer));
            case "enum" ->
                findings.add(pointer, place + value + ": must be " + choices(wanted) + hint(document, pointer, wanted));
            default -> findings.add(pointer, place + value + ": " + other(message.getType(), wanted));
        }
    }

    private static void unknownKey(ValidationMessage message, String pointer, Findings findings) {
        String key = message.getProperty();
        String fragment = message.getSchemaLocation().getFragment().toString();
        JsonNode parent = SCHEMA.at(fragment.substring(0, fragment.lastIndexOf('/')));
        List<String> known = new ArrayList<>();
        parent.path("properties").fieldNames().forEachRemaining(known::add);
        String at = Pointer.of(pointer, key);
        Nearest.of(key, known).ifPresent(meant -> findings.meant(Pointer.of(pointer, meant)));
        findings.add(
                at,
                Pointer.shown(at) + ": unknown key '" + Printable.of(key) + "'" + Nearest.hint(key, known)
                        + "; the keys are " + String.join(", ", known));
    }

    private static void missing(String pointer, String key, Findings findings) {
        String at = Pointer.of(pointer, key);
        findings.add(at, Pointer.shown(at) + " is missing");
    }

    private static String value(YamlDocument document, String pointer) {
        String scalar = document.scalars().get(pointer);
        return scalar == null ? "" : " '" + Printable.of(scalar) + "'";
    }

    private static String found(YamlDocument document, String pointer) {
        JsonNode node = document.root().at(pointer);
        String what =
                switch (node.getNodeType()) {
                    case NUMBER -> "a number";
                    case BOOLEAN -> "true or false";
                    case ARRAY -> "a list";
                    case OBJECT -> "a mapping";
                    default -> "text";
                };
        boolean quote = node.isNumber() || node.isBoolean();
        return ", this is " + what + (quote ? " (in quotes it is text)" : "");
    }

    private static String types(JsonNode types) {
        return texts(types).stream().map(SchemaCheck::type).distinct().collect(Collectors.joining(" or "));
    }

    private static String type(String type) {
        return switch (type) {
            case "string" -> "text";
            case "integer" -> "a whole number";
            case "number" -> "a number";
            case "boolean" -> "true or false";
            case "array" -> "a list";
            default -> "a mapping of keys";
        };
    }

    private static String choices(JsonNode choices) {
        List<String> texts = texts(choices);
        return (texts.size() == 1 ? "" : "one of ") + String.join(", ", texts);
    }

    private static String hint(YamlDocument document, String pointer, JsonNode choices) {
        return Nearest.hint(document.scalars().getOrDefault(pointer, ""), texts(choices));
    }

    private static List<String> texts(JsonNode node) {
        return node.isArray()
                ? StreamSupport.stream(node.spliterator(), false)
                        .map(JsonNode::asText)
                        .toList()
                : List.of(node.asText());
    }

    private static String other(String keyword, JsonNode wanted) {
        return switch (keyword) {
            case "minimum" -> "must be at least " + wanted.asText();
            case "exclusiveMinimum" -> "must be more than " + wanted.asText();
            case "maximum" -> "must be at most " + wanted.asText();
            case "minItems", "minProperties" -> "must hold at least " + wanted.asText();
            case "maxItems", "maxProperties" -> "must hold at most " + wanted.asText();
            case "minLength" -> "must not be empty";
            case "pattern" -> "does not have the form " + wanted.asText();
            default -> "does not go here";
        };
    }
}
