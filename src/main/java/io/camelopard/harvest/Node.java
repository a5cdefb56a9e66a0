package io.camelopard.harvest;

import io.camelopard.MisuseException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A part of an expression. Null is unknown, in the three-valued logic of SQL. */
sealed interface Node {
    @Nullable Object value(Scope scope);

    /**
     * What kind of value this gives.
     *
     * @throws MisuseException when kinds do not go together
     */
    Kind kind(Kinds kinds);

    default void names(Consumer<Expression.Name> names) {
        parts().forEach(part -> part.names(names));
    }

    List<Node> parts();

    /** What is known about columns. */
    @FunctionalInterface
    interface Kinds {
        Kinds UNKNOWN = name -> Kind.ANY;

        Kind of(Expression.Name name);
    }

    /** The truth of a part that is used as a condition. */
    static @Nullable Boolean truth(Node node, Scope scope) {
        Object value = node.value(scope);
        if (value == null || value instanceof Boolean) {
            return (Boolean) value;
        }
        throw new MisuseException(node + " is " + Values.shown(value) + ", "
                + Kind.of(value).words() + "; a condition must be true or false");
    }

    static void mustBeCondition(Node node, Kinds kinds) {
        Kind kind = node.kind(kinds);
        if (kind != Kind.ANY && kind != Kind.CONDITION) {
            throw new MisuseException(node + " is " + kind.words() + "; a condition must be true or false");
        }
    }

    private static String joined(List<Node> nodes, String by) {
        return nodes.stream().map(Node::toString).collect(Collectors.joining(by));
    }

    /** A number, a text, true or false. */
    record Literal(Object constant) implements Node {
        @Override
        public Object value(Scope scope) {
            return constant;
        }

        @Override
        public Kind kind(Kinds kinds) {
            return Kind.of(constant);
        }

        @Override
        public List<Node> parts() {
            return List.of();
        }

        @Override
        public String toString() {
            return constant instanceof String text ? "'" + text.replace("'", "''") + "'" : constant.toString();
        }
    }

    /** A column. */
    record Column(Expression.Name name) implements Node {
        @Override
        public @Nullable Object value(Scope scope) {
            return Values.normal(scope.get(name.qualifier(), name.name()));
        }

        @Override
        public Kind kind(Kinds kinds) {
            return kinds.of(name);
        }

        @Override
        public void names(Consumer<Expression.Name> names) {
            names.accept(name);
        }

        @Override
        public List<Node> parts() {
            return List.of();
        }

        @Override
        public String toString() {
            return name.toString();
        }
    }

    /** {@code not x}. */
    record Not(Node part) implements Node {
        @Override
        public @Nullable Object value(Scope scope) {
            Boolean truth = truth(part, scope);
            return truth == null ? null : (Boolean) !truth;
        }

        @Override
        public Kind kind(Kinds kinds) {
            mustBeCondition(part, kinds);
            return Kind.CONDITION;
        }

        @Override
        public List<Node> parts() {
            return List.of(part);
        }

        @Override
        public String toString() {
            return "(not " + part + ")";
        }
    }

    /** {@code x and y …}, {@code x or y …}: decided by the first part that equals {@code decides}. */
    record Junction(List<Node> parts, boolean decides) implements Node {
        @Override
        public @Nullable Object value(Scope scope) {
            Boolean all = !decides;
            for (Node part : parts) {
                Boolean truth = truth(part, scope);
                if (truth == null) {
                    all = null;
                } else if (truth == decides) {
                    return decides;
                }
            }
            return all;
        }

        @Override
        public Kind kind(Kinds kinds) {
            parts.forEach(part -> mustBeCondition(part, kinds));
            return Kind.CONDITION;
        }

        @Override
        public String toString() {
            return "(" + joined(parts, decides ? " or " : " and ") + ")";
        }
    }

    /** {@code x <= y} and its like. */
    record Comparison(String operator, Node left, Node right) implements Node {
        @Override
        public @Nullable Object value(Scope scope) {
            Object a = left.value(scope);
            Object b = right.value(scope);
            return (a == null || b == null) ? null : holds(a, b);
        }

        private boolean holds(Object a, Object b) {
            return switch (operator) {
                case "==" -> Values.equal(a, b);
                case "!=" -> !Values.equal(a, b);
                case "<" -> Values.compare(a, b) < 0;
                case "<=" -> Values.compare(a, b) <= 0;
                case ">" -> Values.compare(a, b) > 0;
                default -> Values.compare(a, b) >= 0;
            };
        }

        @Override
        public Kind kind(Kinds kinds) {
            left.kind(kinds).mustFit(left.toString(), right.kind(kinds), right.toString());
            return Kind.CONDITION;
        }

        @Override
        public List<Node> parts() {
            return List.of(left, right);
        }

        @Override
        public String toString() {
            return "(" + left + " " + operator + " " + right + ")";
        }
    }

    /** {@code x in [a, b]}: unknown when nothing equals it and something is unknown. */
    record In(Node item, List<Node> choices) implements Node {
        @Override
        public @Nullable Object value(Scope scope) {
            Object a = item.value(scope);
            if (a == null) {
                return null;
            }
            Boolean none = false;
            for (Node choice : choices) {
                Object b = choice.value(scope);
                if (b == null) {
                    none = null;
                } else if (Values.equal(a, b)) {
                    return true;
                }
            }
            return none;
        }

        @Override
        public Kind kind(Kinds kinds) {
            Kind kind = item.kind(kinds);
            choices.forEach(choice -> kind.mustFit(item.toString(), choice.kind(kinds), choice.toString()));
            return Kind.CONDITION;
        }

        @Override
        public List<Node> parts() {
            List<Node> parts = new ArrayList<>(choices);
            parts.add(0, item);
            return parts;
        }

        @Override
        public String toString() {
            return "(" + item + " in [" + joined(choices, ", ") + "])";
        }
    }

    /** {@code x =~ 'regular expression'}. */
    record Match(Node item, Regex regex) implements Node {
        @Override
        public @Nullable Object value(Scope scope) {
            Object value = item.value(scope);
            if (value == null) {
                return null;
            }
            Kind.of(value).mustBe(Kind.TEXT, Values.shown(value), "=~");
            return regex.found((String) value);
        }

        @Override
        public Kind kind(Kinds kinds) {
            item.kind(kinds).mustBe(Kind.TEXT, item.toString(), "=~");
            return Kind.CONDITION;
        }

        @Override
        public List<Node> parts() {
            return List.of(item);
        }

        @Override
        public String toString() {
            return "(" + item + " =~ '" + regex.pattern().replace("'", "''") + "')";
        }
    }

    /** {@code x is null}; never unknown itself. */
    record IsNull(Node item) implements Node {
        @Override
        public Object value(Scope scope) {
            return item.value(scope) == null;
        }

        @Override
        public Kind kind(Kinds kinds) {
            item.kind(kinds);
            return Kind.CONDITION;
        }

        @Override
        public List<Node> parts() {
            return List.of(item);
        }

        @Override
        public String toString() {
            return "(" + item + " is null)";
        }
    }

    /** {@code x + y} and its like. */
    record Arithmetic(char operator, Node left, Node right) implements Node {
        @Override
        public @Nullable Object value(Scope scope) {
            Object a = left.value(scope);
            Object b = right.value(scope);
            return (a == null || b == null) ? null : Calculation.of(operator, number(a), number(b));
        }

        private Number number(Object value) {
            Kind.of(value).mustBe(Kind.NUMBER, Values.shown(value), "'" + operator + "'");
            return (Number) value;
        }

        @Override
        public Kind kind(Kinds kinds) {
            left.kind(kinds).mustBe(Kind.NUMBER, left.toString(), "'" + operator + "'");
            right.kind(kinds).mustBe(Kind.NUMBER, right.toString(), "'" + operator + "'");
            return Kind.NUMBER;
        }

        @Override
        public List<Node> parts() {
            return List.of(left, right);
        }

        @Override
        public String toString() {
            return "(" + left + " " + operator + " " + right + ")";
        }
    }

    /** A function of some values. */
    record Call(Function function, List<Node> parts) implements Node {
        @Override
        public @Nullable Object value(Scope scope) {
            List<Object> known = new ArrayList<>();
            for (Node part : parts) {
                Object value = part.value(scope);
                if (value != null) {
                    known.add(value);
                }
                if (function == Function.COALESCE && value != null) {
                    return value;
                }
            }
            boolean some = known.size() < parts.size();
            return some ? null : Values.normal(function.of(known.get(0), known.subList(1, known.size())));
        }

        @Override
        public Kind kind(Kinds kinds) {
            if (function == Function.COALESCE) {
                return common(kinds);
            }
            for (Node part : parts) {
                part.kind(kinds).mustBe(function.wants(), part.toString(), function.written());
            }
            return function.gives();
        }

        private Kind common(Kinds kinds) {
            Kind common = Kind.ANY;
            for (Node part : parts) {
                Kind kind = part.kind(kinds);
                common.mustFit(parts.get(0).toString(), kind, part.toString());
                common = common == Kind.ANY ? kind : common;
            }
            return common;
        }

        @Override
        public String toString() {
            return function.written() + "(" + joined(parts, ", ") + ")";
        }
    }
}
