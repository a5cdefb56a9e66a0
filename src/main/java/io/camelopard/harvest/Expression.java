package io.camelopard.harvest;

import io.camelopard.MisuseException;
import io.camelopard.votable.Column;
import io.camelopard.votable.Columns;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An expression of {@code where}, {@code add} and templates (HARVEST.md, "Expressions"), immutable and thread-safe.
 *
 * <p>Logic is three-valued: null and NaN are unknown, and so is every comparison with them. Text is never silently a
 * number: comparing the two is a misuse that names {@code number(x)}, told by {@link #bind(Columns)} before any row is
 * read. {@code =~} looks for the regular expression anywhere in the text. In quotes a doubled quote is one quote and a
 * backslash is itself. Only the functions of {@link Function} can be called, and no value is ever parsed as code.
 */
public final class Expression {
    private final String text;
    private final Node node;
    private final boolean condition;

    private Expression(String text, Node node, boolean condition) {
        this.text = text;
        this.node = node;
        this.condition = condition;
    }

    /**
     * A name in an expression.
     *
     * @param qualifier {@code target}, {@code link}, {@code row}, or null for a bare name
     */
    public record Name(@Nullable String qualifier, String name) {
        @Override
        public String toString() {
            boolean plain = name.matches("[A-Za-z_][A-Za-z0-9_]*") && !isKeyword(name);
            String written = plain ? name : "`" + name.replace("`", "``") + "`";
            return qualifier == null ? written : qualifier + "." + written;
        }

        boolean is(@Nullable String otherQualifier, String other) {
            return name.equalsIgnoreCase(other)
                    && (qualifier == null ? otherQualifier == null : qualifier.equals(otherQualifier));
        }

        private static boolean isKeyword(String name) {
            return Parser.KEYWORDS.contains(name.toLowerCase(Locale.ROOT));
        }
    }

    /** @throws MisuseException when it is no expression */
    public static Expression parse(String text) {
        Node node = Parser.parse(text);
        node.kind(Node.Kinds.UNKNOWN);
        return new Expression(text, node, false);
    }

    /** As {@link #parse}, for what must be true or false. */
    public static Expression condition(String text) {
        Node node = Parser.parse(text);
        Node.mustBeCondition(node, Node.Kinds.UNKNOWN);
        return new Expression(text, node, true);
    }

    /** Null (unknown), Boolean, Long, Double, String, or an array as a column holds it. */
    public @Nullable Object value(Scope scope) {
        return node.value(scope);
    }

    /**
     * True, false or null (unknown).
     *
     * @throws MisuseException when the value is something else
     */
    public @Nullable Boolean truth(Scope scope) {
        return Node.truth(node, scope);
    }

    /** Whether a row is kept: only by what is true, not by what is unknown. */
    public boolean keeps(Scope scope) {
        return Boolean.TRUE.equals(truth(scope));
    }

    /** The names used, in order. */
    public Set<Name> names() {
        Set<Name> names = new LinkedHashSet<>();
        node.names(names::add);
        return Collections.unmodifiableSet(names);
    }

    boolean uses(@Nullable String qualifier, String name) {
        return names().stream().anyMatch(n -> n.is(qualifier, name));
    }

    /**
     * Checks, before any row is read, that the names of the row's columns are there, and the kinds of their values: bare
     * names and {@code row.x}. The names known in every protocol are always there.
     *
     * @throws MisuseException that names the unknown one and those that there are
     */
    public void bind(Columns columns) {
        bind(columns, Set.of(), true);
    }

    /**
     * As {@link #bind(Columns)}.
     *
     * @param more further bare names
     * @param bare whether bare names are the row's; else only {@code row.x} are
     */
    void bind(Columns columns, Collection<String> more, boolean bare) {
        List<String> there = new ArrayList<>(columns.stream().map(Column::name).toList());
        for (Name name : names()) {
            boolean given = name.qualifier() == null && (!bare || has(more, name.name()));
            if (!given && ofRow(name) && !WellKnown.knows(name.name()) && columns.indexOf(name.name()) < 0) {
                there.addAll(more);
                throw new MisuseException("'" + Printable.of(text) + "': there is no column " + name
                        + Nearest.hint(name.name(), there) + "; the columns are " + Nearest.list(there));
            }
        }
        kinds(name -> (bare || name.qualifier() != null) && !has(more, name.name()) ? kind(columns, name) : Kind.ANY);
    }

    private void kinds(Node.Kinds kinds) {
        try {
            if (condition) {
                Node.mustBeCondition(node, kinds);
            } else {
                node.kind(kinds);
            }
        } catch (MisuseException e) {
            throw new MisuseException("'" + Printable.of(text) + "': " + e.getMessage(), e);
        }
    }

    private static boolean ofRow(Name name) {
        return name.qualifier() == null || name.qualifier().equals("row");
    }

    private static boolean has(Collection<String> columns, String name) {
        return columns.stream().anyMatch(name::equalsIgnoreCase);
    }

    private static Kind kind(Columns columns, Name name) {
        int index = ofRow(name) ? columns.indexOf(name.name()) : -1;
        if (index < 0) {
            return Kind.ANY;
        }
        Column column = columns.get(index);
        return Kind.ofColumn(column.datatype(), column.arraysize());
    }

    /** As written. */
    public String text() {
        return text;
    }

    /** Normalised, with all brackets; parsing it gives an equal expression. */
    @Override
    public String toString() {
        return node.toString();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Expression expression && node.toString().equals(expression.node.toString());
    }

    @Override
    public int hashCode() {
        return node.toString().hashCode();
    }
}
