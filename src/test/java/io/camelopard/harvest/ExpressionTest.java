package io.camelopard.harvest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.camelopard.MisuseException;
import io.camelopard.votable.Column;
import io.camelopard.votable.Columns;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpressionTest {
    private static final Map<String, Object> ROW = row();

    private static Map<String, Object> row() {
        Map<String, Object> row = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        row.put("one", 1);
        row.put("short", (short) 7);
        row.put("big", 9_007_199_254_740_993L);
        row.put("bigd", 9_007_199_254_740_992.0);
        row.put("f", 0.1f);
        row.put("x", 2.5);
        row.put("nan", Double.NaN);
        row.put("fnan", Float.NaN);
        row.put("nothing", null);
        row.put("name", "Crab Nebula");
        row.put("digits", "12");
        row.put("yes", true);
        row.put("B-V", 0.7);
        row.put("size", 3);
        row.put("t_min", 51544.5);
        row.put("url", "https://example.org/get/a/plate_17.fits?x=1/2#y");
        row.put("did", "ivo://org.gavo.dc/~?plates/data/p17.fits");
        row.put("array", new double[] {1, 2});
        return row;
    }

    private static @Nullable Object get(@Nullable String qualifier, String name) {
        if (qualifier != null) {
            return qualifier + ":" + name;
        }
        if (!ROW.containsKey(name)) {
            throw new MisuseException("no column " + name);
        }
        return ROW.get(name);
    }

    private static @Nullable Object value(String text) {
        return Expression.parse(text).value(ExpressionTest::get);
    }

    private static @Nullable Boolean truth(String text) {
        return Expression.condition(text).truth(ExpressionTest::get);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "one == 1",
                "ONE == 1.0",
                "one != 2 and not one == 2",
                "short >= 7 AND x < 3 OR false",
                "big > bigd",
                "big != 9007199254740992.0",
                "big == 9007199254740993",
                "f == 0.1",
                "f <= 0.1",
                "x in [1, 2.5]",
                "name in ['x', 'Crab Nebula']",
                "not one in [2, 3]",
                "one not in [2, 3]",
                "x in [nothing, 2.5]",
                "name =~ 'Neb'",
                "name =~ '^Crab\\s+\\w+$'",
                "not name =~ \"^Neb\"",
                "nothing is null",
                "nan is null",
                "fnan is null and one is not null",
                "0/0 is null",
                "1/2 == 0.5",
                "one/2 == 0.5",
                "7 - 2 - 1 == 4",
                "2 + 3 * 4 == 14",
                "(2 + 3) * 4 == 20",
                "-one == -1",
                "- -one == 1",
                "2 - -1 == 3",
                "`B-V` > 0.5",
                "`size` == 3",
                "yes",
                "yes == true",
                "not false",
                "'it''s' == \"it's\"",
                "name < 'D'",
                "1e3 == 1000 and .5 == 0.5 and 1. == 1",
                "one == 1 or nothing > 3",
                "9223372036854775807 + 1 > 9.2e18",
            })
    void holds(String text) {
        assertThat(truth(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nothing != 5",
                "not (nothing > 5)",
                "nan <= 1",
                "fnan != 1",
                "nothing == nothing",
                "nothing in [1, 2]",
                "x in [nothing, 1]",
                "not (x in [nothing, 1])",
                "nothing =~ 'a'",
                "nothing + 1 > 0",
                "1 / 0 > 0",
                "yes and nothing > 1",
                "false or nothing > 1",
                "iso(nothing) == 'x'",
                "number('abc') > 0",
            })
    void isUnknown(String text) {
        assertThat(truth(text)).isNull();
        assertThat(Expression.condition(text).keeps(ExpressionTest::get)).isFalse();
    }

    @Test
    void falseDecidesAgainstUnknown() {
        assertThat(truth("false and nothing > 1")).isFalse();
        assertThat(truth("nothing > 1 and false")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "iso(t_min)                  | 2000-01-01T12:00:00",
                "iso(51544.999997)           | 2000-01-02T00:00:00",
                "jyear(t_min)                | 2000.0",
                "year_month(t_min)           | 2000-01",
                "lower(name)                 | crab nebula",
                "upper('ß')                  | SS",
                "last_segment(url)           | plate_17.fits",
                "last_segment(did)           | p17.fits",
                "last_segment('a/b//')       | b",
                "last_segment('http://host') | null",
                "coalesce(nothing, nan, x)   | 2.5",
                "coalesce(nothing, nan)      | null",
                "round(2.5)                  | 2",
                "round(3.5)                  | 4",
                "round(2.345, 2)             | 2.34",
                "number(' 12 ')              | 12",
                "number('1e3')               | 1000.0",
                "number('0x10')              | null",
                "number('NaN')               | null",
                "number('1d')                | null",
                "text(one)                   | 1",
                "text(x)                     | 2.5",
                "text(0.00012)               | 0.00012",
                "text(1e10)                  | 10000000000.0",
                "text(array)                 | 1.0 2.0",
                "target.name                 | target:name",
                "link.`a b`                  | link:a b",
                "iso(1e300)                  | null",
                "3 - 5                       | -2",
            })
    void computes(String text, String expected) {
        assertThat(String.valueOf(value(text))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a = 5                 | character 3: a single '=' is nothing here; to compare is '=='",
                "a <> 5                | character 3: '<>' is written '!='",
                "a && b                | character 3: '&&' is written 'and'",
                "!a                    | character 1: '!' is written 'not'",
                "a == null             | character 6: nothing compares with null; write 'is null' or 'is not null'",
                "1 < a < 3             | character 7: comparisons do not chain; write 'a < b and b < c'",
                "a like 'x%'           | character 3: there is no like or between; write =~ 'regular expression', a <= x and x <= b",
                "a == 'x               | the quote ' at character 6 is never closed",
                "(a == 1               | character 8: expected ')', found the end",
                "a b                   | character 3: expected an operator or the end, found 'b'",
                "system('x') == 1      | character 1: no function 'system'; the functions are iso, jyear, year_month, lower, upper, last_segment, coalesce, round, number, text",
                "iso(1, 2) == 'a'      | character 1: iso takes one value, not 2",
                "a.b == 1              | character 1: only target., link. and row. stand before a dot; a name with a dot is written in backticks: `a.b`",
                "a =~ b                | character 6: expected a regular expression in quotes, found 'b'",
                "a =~ '('              | regular expression '(': Unclosed group at character 2",
                "2MASS == 1            | '2M' at character 1 is neither a number nor a name; a name that begins with a digit is written in backticks",
                "a.class.name == 1     | character 1: only target., link. and row. stand before a dot; a name with a dot is written in backticks: `a.class`",
                "1 == 'a'              | 1 is a number and 'a' is text: they cannot be compared; write number('a') to compare as numbers, text(1) as text",
                "'a' + 1 > 2           | '+' wants a number, and 'a' is text; number(…) makes one of it",
                "a + 1                 | (a + 1) is a number; a condition must be true or false",
                "not 'a'               | 'a' is text; a condition must be true or false",
                "in == 1               | character 1: expected a value (a column of that name is written in backticks), found 'in'",
                "a == ${x}             | character 6: '$' cannot stand here",
            })
    void explainsWhatIsWrong(String text, String message) {
        assertThatThrownBy(() -> Expression.condition(text))
                .isInstanceOf(MisuseException.class)
                .hasMessage(message);
    }

    @Test
    void refusesEmptyLongAndDeepText() {
        assertThatThrownBy(() -> Expression.parse(" ")).hasMessage("an empty expression");
        assertThatThrownBy(() -> Expression.parse("(".repeat(5000))).hasMessageContaining("nested more than 200 deep");
        assertThatThrownBy(() -> Expression.parse("- ".repeat(4000) + "1")).hasMessageContaining("deep");
        assertThatThrownBy(() -> Expression.parse("1" + "+1".repeat(4000))).hasMessageContaining("in a row");
        assertThatThrownBy(() -> Expression.parse("a".repeat(10_001))).hasMessageContaining("the most is 10000");
        assertThat(Expression.parse("true" + " and true".repeat(1000)).value(ExpressionTest::get))
                .isEqualTo(true);
    }

    @Test
    void saysSoWhenTextMeetsANumberOnlyInARow() {
        assertThatThrownBy(() -> truth("digits > 10"))
                .isInstanceOf(MisuseException.class)
                .hasMessage("'12' is text and 10 is a number: they cannot be compared;"
                        + " write number('12') to compare as numbers");
        assertThat(truth("number(digits) > 10")).isTrue();
        assertThatThrownBy(() -> truth("name"))
                .hasMessage("name is 'Crab Nebula', text; a condition must be true or false");
        assertThatThrownBy(() -> truth("array == 1")).hasMessageContaining("is an array");
    }

    @Test
    void givesUpARegularExpressionThatBacktracksForEver() {
        Scope scope = (qualifier, name) -> "a".repeat(60);
        Expression expression = Expression.condition("x =~ 'a*a*a*a*a*a*a*a*b'");

        assertThatThrownBy(() -> expression.truth(scope))
                .isInstanceOf(MisuseException.class)
                .hasMessageContaining("takes too many steps");
    }

    @Test
    void givesUpARegularExpressionThatNestsTooDeeply() {
        Scope scope = (qualifier, name) -> "ab".repeat(100_000);
        assertThatThrownBy(() -> Expression.condition("x =~ '^(a|b)*$'").truth(scope))
                .isInstanceOf(MisuseException.class)
                .hasMessageContaining("takes too many steps");
    }

    private static Column column(String name, String datatype, @Nullable String arraysize) {
        return new Column(name, null, datatype, arraysize, null, null, null, null, null);
    }

    private static final Columns COLUMNS = Columns.of(Arrays.asList(
            column("exposure_a", "double", null),
            column("obsid", "char", "*"),
            column("public", "boolean", null),
            column("corners", "double", "8")));

    @Test
    void namesTheUnknownColumnBeforeAnyRow() {
        assertThatThrownBy(() -> Expression.condition("exposure <= 1e4").bind(COLUMNS))
                .isInstanceOf(MisuseException.class)
                .hasMessage("'exposure <= 1e4': there is no column exposure (did you mean 'exposure_a'?);"
                        + " the columns are exposure_a, obsid, public, corners");
    }

    @Test
    void namesKindsThatDoNotGoTogetherBeforeAnyRow() {
        assertThatThrownBy(() -> Expression.condition("obsid > 100").bind(COLUMNS))
                .hasMessage("'obsid > 100': obsid is text and 100 is a number: they cannot be compared;"
                        + " write number(obsid) to compare as numbers");
        assertThatThrownBy(() -> Expression.condition("exposure_a").bind(COLUMNS))
                .hasMessageContaining("a condition must be true or false");
        assertThatThrownBy(() -> Expression.condition("corners > 1").bind(COLUMNS))
                .hasMessageContaining("an array");
        assertThatCode(() -> Expression.condition("EXPOSURE_A > 1 and public and s_ra > 3 and target.x == 1")
                        .bind(COLUMNS))
                .doesNotThrowAnyException();
    }

    @Test
    void listsItsNames() {
        assertThat(Expression.parse("a + row.b + target.`c d` + a").names())
                .extracting(Expression.Name::toString)
                .containsExactly("a", "row.b", "target.`c d`");
    }
}
