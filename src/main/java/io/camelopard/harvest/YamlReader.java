package io.camelopard.harvest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * Reads YAML 1.2 with the core schema into a tree with lines. No tag makes an object; aliases are bounded in number and
 * in what they expand to.
 */
final class YamlReader {
    private static final int MOST_CHARACTERS = 1 << 20;
    private static final int MOST_ALIASES = 50;
    private static final int MOST_NODES = 50_000;
    private static final int DEEPEST = 50;

    private static final Set<Tag> KNOWN_TAGS =
            Set.of(Tag.MAP, Tag.SEQ, Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL, Tag.NULL);

    private final Map<String, Integer> lines = new HashMap<>();
    private final Map<String, String> scalars = new HashMap<>();
    private final YamlHints hints;
    private final Findings findings;
    private int nodes;

    private YamlReader(String file, String text) {
        this.hints = new YamlHints(text);
        this.findings = new Findings(file, lines);
    }

    /** The document, which is null when nothing can be made of the text, and what was found. */
    record Result(@Nullable YamlDocument document, Findings findings) {}

    static Result read(String file, String text) {
        YamlReader reader = new YamlReader(file, text);
        try {
            Optional<Node> root = new Compose(settings(file)).composeString(text);
            if (root.isEmpty()) {
                reader.findings.add("", "the file is empty; a harvest needs description and search");
                return new Result(null, reader.findings);
            }
            JsonNode tree = reader.convert(root.get(), "", 0);
            return new Result(new YamlDocument(tree, reader.lines, reader.scalars), reader.findings);
        } catch (MarkedYamlEngineException e) {
            reader.syntax(e);
        } catch (TooMuch | YamlEngineException e) {
            reader.findings.add("", Printable.of(String.valueOf(e.getMessage())));
        }
        return new Result(null, reader.findings);
    }

    private static LoadSettings settings(String file) {
        return LoadSettings.builder()
                .setLabel(file)
                .setSchema(new CoreSchema())
                .setCodePointLimit(MOST_CHARACTERS)
                .setMaxAliasesForCollections(MOST_ALIASES)
                .build();
    }

    private void syntax(MarkedYamlEngineException e) {
        int context = e.getContextMark().map(Mark::getLine).orElse(0) + 1;
        int line = e.getProblemMark().map(Mark::getLine).orElse(context - 1) + 1;
        String begun = e.getContextMark().isPresent() && context < line ? " begun in line " + context : "";
        String what = (String.valueOf(e.getContext()).isEmpty() || e.getContext() == null
                        ? ""
                        : e.getContext() + begun + ", ")
                + e.getProblem();
        YamlHints.Hint hint = hints.syntax(context, line).orElseGet(() -> new YamlHints.Hint(line, Printable.of(what)));
        findings.add("", hint.line(), "YAML: " + hint.text());
    }

    private JsonNode convert(Node node, String pointer, int depth) {
        if (++nodes > MOST_NODES || depth > DEEPEST) {
            throw new TooMuch(
                    depth > DEEPEST
                            ? "nested more than " + DEEPEST + " deep"
                            : "more than " + MOST_NODES + " values (aliases count as often as they are used)");
        }
        lines.putIfAbsent(pointer, line(node));
        if (!KNOWN_TAGS.contains(node.getTag())) {
            findings.add(
                    pointer,
                    Pointer.shown(pointer) + ": the tag "
                            + Printable.of(node.getTag().getValue()) + " is not known; values have no tags here");
        }
        if (node instanceof MappingNode mapping) {
            return mapping(mapping, pointer, depth);
        }
        return node instanceof SequenceNode sequence
                ? sequence(sequence, pointer, depth)
                : scalar((ScalarNode) node, pointer);
    }

    private JsonNode mapping(MappingNode mapping, String pointer, int depth) {
        List<NodeTuple> tuples = mapping.getValue();
        if (unquotedTemplate(mapping)) {
            findings.add(pointer, hints.unquoted(pointer, line(mapping)));
        }
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        for (NodeTuple tuple : tuples) {
            if (!(tuple.getKeyNode() instanceof ScalarNode keyNode)) {
                findings.add(pointer, line(tuple.getKeyNode()), hints.unquoted(pointer, line(tuple.getKeyNode())));
                continue;
            }
            String key = keyNode.getValue();
            String at = Pointer.of(pointer, key);
            if (object.has(key)) {
                findings.add(
                        at + "/",
                        line(keyNode),
                        Pointer.shown(at) + ": the key is there twice; it was in line " + lines.get(at) + " already");
                continue;
            }
            lines.put(at, line(keyNode));
            object.set(key, convert(tuple.getValueNode(), at, depth + 1));
        }
        return object;
    }

    /** {@code {stem}} is a mapping with a key and no value. */
    private static boolean unquotedTemplate(MappingNode mapping) {
        return mapping.getFlowStyle() == FlowStyle.FLOW
                && !mapping.getValue().isEmpty()
                && mapping.getValue().stream().allMatch(tuple -> isEmpty(tuple.getValueNode()));
    }

    private static boolean isEmpty(Node node) {
        return node instanceof ScalarNode scalar
                && scalar.isPlain()
                && scalar.getValue().isEmpty();
    }

    private JsonNode sequence(SequenceNode sequence, String pointer, int depth) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        for (Node item : sequence.getValue()) {
            array.add(convert(item, Pointer.of(pointer, array.size()), depth + 1));
        }
        return array;
    }

    private JsonNode scalar(ScalarNode scalar, String pointer) {
        String text = scalar.getValue();
        int line = scalar.getStartMark().map(Mark::getLine).orElse(0) + 1;
        scalars.put(pointer, text);
        if (scalar.getTag().equals(Tag.NULL)) {
            findings.add(pointer, hints.empty(pointer, lines.getOrDefault(pointer, line)));
            return JsonNodeFactory.instance.nullNode();
        }
        if (scalar.isPlain()) {
            int end = scalar.getEndMark().map(Mark::getLine).orElse(line - 1) + 1;
            hints.cut(pointer, text, end).ifPresent(hint -> findings.add(pointer, end, hint));
        }
        return value(scalar, text);
    }

    private JsonNode value(ScalarNode scalar, String text) {
        Tag tag = scalar.getTag();
        if (tag.equals(Tag.BOOL)) {
            return JsonNodeFactory.instance.booleanNode(text.equalsIgnoreCase("true"));
        }
        if (tag.equals(Tag.INT) || tag.equals(Tag.FLOAT)) {
            return number(text);
        }
        return JsonNodeFactory.instance.textNode(text);
    }

    private static JsonNode number(String text) {
        try {
            int radix = text.startsWith("0x") ? 16 : text.startsWith("0o") ? 8 : 10;
            BigInteger whole = new BigInteger(radix == 10 ? text : text.substring(2), radix);
            return whole.bitLength() < Long.SIZE
                    ? JsonNodeFactory.instance.numberNode(whole.longValue())
                    : JsonNodeFactory.instance.numberNode(whole);
        } catch (NumberFormatException notWhole) {
            Number number = Numbers.parse(text);
            return number == null
                    ? JsonNodeFactory.instance.textNode(text) // .inf and .nan, which JSON has not
                    : JsonNodeFactory.instance.numberNode(number.doubleValue());
        }
    }

    private static int line(Node node) {
        return node.getStartMark().map(Mark::getLine).orElse(0) + 1;
    }

    /** Ends the reading of a document that expands to too much. */
    private static final class TooMuch extends RuntimeException {
        TooMuch(String message) {
            super(message);
        }
    }
}
