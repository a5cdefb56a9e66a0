package io.camelopard.harvest;

import static org.assertj.core.api.Assertions.assertThat;

import io.camelopard.MisuseException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/** The laws of three-valued logic, and that nothing but an answer or a misuse comes out of any text. */
class ExpressionPropertiesTest {
    private static final List<Object> CELLS = Arrays.asList(
            null,
            Double.NaN,
            Float.NaN,
            0,
            1,
            -1L,
            (short) 2,
            (byte) 3,
            2.5,
            0.1f,
            9_007_199_254_740_993L,
            9_007_199_254_740_992.0,
            Double.POSITIVE_INFINITY,
            -0.0,
            Long.MIN_VALUE);

    private static Scope scope(@Nullable Object a, @Nullable Object b) {
        return (qualifier, name) -> {
            if (name.equalsIgnoreCase("a")) {
                return a;
            }
            if (name.equalsIgnoreCase("b")) {
                return b;
            }
            throw new MisuseException("no column " + name);
        };
    }

    private static Optional<Boolean> truth(String text, Scope scope) {
        return Optional.ofNullable(Expression.condition(text).truth(scope));
    }

    @Provide
    Arbitrary<Optional<Object>> cells() {
        return Arbitraries.of(CELLS.stream().map(Optional::ofNullable).toList());
    }

    @Provide
    Arbitrary<String> conditions() {
        Arbitrary<String> operands =
                Arbitraries.of("a", "b", "1", "2.5", "(a + b)", "-a", "(a / b)", "round(a)", "`b`");
        Arbitrary<String> comparisons = Combinators.combine(
                        operands, Arbitraries.of("==", "!=", "<", "<=", ">", ">="), operands)
                .as((left, operator, right) -> left + " " + operator + " " + right);
        Arbitrary<String> others = Combinators.combine(
                        operands, Arbitraries.of(" is null", " is not null", " in [1, b]", " not in [a, 2]"))
                .as((left, test) -> left + test);
        Arbitrary<String> leaves = Arbitraries.oneOf(comparisons, others, Arbitraries.of("true", "false"));
        return Arbitraries.recursive(
                () -> leaves,
                inner -> Arbitraries.oneOf(
                        inner.map(c -> "not (" + c + ")"),
                        Combinators.combine(inner, Arbitraries.of(" and ", " or ", " AND ", " OR "), inner)
                                .as((left, operator, right) -> "(" + left + ")" + operator + "(" + right + ")")),
                0,
                3);
    }

    @Property(tries = 300)
    void deMorgan(
            @ForAll("conditions") String p,
            @ForAll("conditions") String q,
            @ForAll("cells") Optional<Object> a,
            @ForAll("cells") Optional<Object> b) {
        Scope scope = scope(a.orElse(null), b.orElse(null));
        assertThat(truth("not ((" + p + ") and (" + q + "))", scope))
                .isEqualTo(truth("not (" + p + ") or not (" + q + ")", scope));
        assertThat(truth("not ((" + p + ") or (" + q + "))", scope))
                .isEqualTo(truth("not (" + p + ") and not (" + q + ")", scope));
    }

    /** Kleene's: false, unknown, true in that order; and is the least, or the greatest. */
    @Property(tries = 300)
    void andIsTheLeastAndOrTheGreatest(
            @ForAll("conditions") String p,
            @ForAll("conditions") String q,
            @ForAll("cells") Optional<Object> a,
            @ForAll("cells") Optional<Object> b) {
        Scope scope = scope(a.orElse(null), b.orElse(null));
        int left = rank(truth(p, scope));
        int right = rank(truth(q, scope));
        assertThat(rank(truth("(" + p + ") and (" + q + ")", scope))).isEqualTo(Math.min(left, right));
        assertThat(rank(truth("(" + p + ") or (" + q + ")", scope))).isEqualTo(Math.max(left, right));
        assertThat(rank(truth("not (" + p + ")", scope))).isEqualTo(2 - left);
    }

    private static int rank(Optional<Boolean> truth) {
        return truth.map(value -> value ? 2 : 0).orElse(1);
    }

    @Property(tries = 300)
    void doubleNegationAndOrder(
            @ForAll("conditions") String p,
            @ForAll("conditions") String q,
            @ForAll("cells") Optional<Object> a,
            @ForAll("cells") Optional<Object> b) {
        Scope scope = scope(a.orElse(null), b.orElse(null));
        assertThat(truth("not not (" + p + ")", scope)).isEqualTo(truth(p, scope));
        assertThat(truth("(" + p + ") and (" + q + ")", scope)).isEqualTo(truth("(" + q + ") and (" + p + ")", scope));
        assertThat(truth("(" + p + ") or (" + q + ")", scope)).isEqualTo(truth("(" + q + ") or (" + p + ")", scope));
    }

    @Property(tries = 300)
    void comparisonsOfTheUnknownAreUnknownAndOthersAreNot(
            @ForAll("cells") Optional<Object> a, @ForAll("cells") Optional<Object> b) {
        Scope scope = scope(a.orElse(null), b.orElse(null));
        boolean unknown = truth("a is null or b is null", scope).orElseThrow();
        for (String operator : List.of("==", "!=", "<", "<=", ">", ">=")) {
            assertThat(truth("a " + operator + " b", scope).isEmpty()).isEqualTo(unknown);
        }
        if (!unknown) {
            long holding = List.of("<", "==", ">").stream()
                    .filter(operator -> truth("a " + operator + " b", scope).orElseThrow())
                    .count();
            assertThat(holding).isOne();
        }
    }

    @Property(tries = 300)
    void printsWhatParsesToTheSame(
            @ForAll("conditions") String p, @ForAll("cells") Optional<Object> a, @ForAll("cells") Optional<Object> b) {
        Expression expression = Expression.condition(p);
        Expression again = Expression.condition(expression.toString());
        Scope scope = scope(a.orElse(null), b.orElse(null));

        assertThat(again).isEqualTo(expression);
        assertThat(again.truth(scope)).isEqualTo(expression.truth(scope));
    }

    @Provide
    Arbitrary<String> pieces() {
        return Arbitraries.of(
                        "a",
                        "b",
                        "`a`",
                        "1",
                        "2.",
                        ".5e3",
                        "'x'",
                        "\"y\"",
                        "(",
                        ")",
                        "[",
                        "]",
                        ",",
                        ".",
                        "==",
                        "=",
                        "!=",
                        "<",
                        "=~",
                        "'(a+)+$'",
                        "+",
                        "-",
                        "*",
                        "/",
                        "and",
                        "or",
                        "not",
                        "in",
                        "is",
                        "null",
                        "true",
                        "iso",
                        "round",
                        "number",
                        "text",
                        "coalesce",
                        "last_segment",
                        "year_month",
                        "target",
                        "row",
                        "link",
                        "java",
                        "System",
                        "class",
                        "{",
                        "}",
                        "${",
                        "#",
                        "'",
                        "`",
                        "\u0000",
                        "1e999",
                        "99999999999999999999")
                .list()
                .ofMaxSize(12)
                .map(words -> String.join(" ", words));
    }

    @Property(tries = 2000)
    void anyArrangementOfPiecesIsAnswerOrMisuse(
            @ForAll("pieces") String text, @ForAll("cells") Optional<Object> a, @ForAll("cells") Optional<Object> b) {
        answerOrMisuse(text, scope(a.orElse(null), b.orElse(null)));
        answerOrMisuse(text, scope("text " + text, b.orElse(null)));
    }

    @Property(tries = 1000)
    void anyTextIsAnswerOrMisuse(@ForAll String text) {
        answerOrMisuse(text, scope(1, text));
    }

    private static void answerOrMisuse(String text, Scope scope) {
        try {
            Object value = Expression.parse(text).value(scope);
            assertThat(value == null
                            || Map.of(Boolean.class, 1, Long.class, 1, Double.class, 1, String.class, 1)
                                    .containsKey(value.getClass()))
                    .isTrue();
        } catch (MisuseException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    @Property(tries = 500)
    void noTextInARowIsEverCode(@ForAll("pieces") String text) {
        Scope scope = scope(text, "b");
        assertThat(Expression.parse("a").value(scope)).isEqualTo(text);
        assertThat(Template.parse("{a}").render(scope, value -> value)).isEqualTo(text);
        assertThat(Expression.condition("a == a").truth(scope)).isTrue();
    }

    @Property(tries = 1000)
    void anyTextIsATemplateOrMisuse(@ForAll String text) {
        try {
            Template.parse(text).render(scope(1, 2), value -> value);
        } catch (MisuseException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }
}
