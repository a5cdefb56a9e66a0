package io.camelopard.harvest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.camelopard.MisuseException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TemplateTest {
    private static @Nullable Object get(@Nullable String qualifier, String name) {
        Map<String, Object> values = new HashMap<>();
        values.put("stem", "a/b");
        values.put("x", 2.675);
        values.put("half", 0.5);
        values.put("mjd", 51544.5);
        values.put("digits", "7.25");
        values.put("nothing", null);
        values.put("target.ra", 83.63321);
        return values.get(qualifier == null ? name : qualifier + "." + name);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{stem}_{jyear(mjd):.0f} | a/b_2000",
                "{target.ra:.2f}         | 83.63",
                "{half:.0f}              | 0",
                "{x:.2f}                 | 2.68",
                "{digits:.1f}            | 7.2",
                "{nothing}{nothing:.2f}  | nullnull",
                "{{{stem}}}              | {a/b}",
                "{{stem}}                | {stem}",
                "{'}:'}                  | }:",
                "plain                   | plain",
                "{year_month(mjd)}/{half} | 2000-01/0.5",
            })
    void renders(String template, String expected) {
        assertThat(Template.parse(template).render(TemplateTest::get, UnaryOperator.identity()))
                .isEqualTo(expected);
    }

    @Test
    void makesOnlyValuesSafe() {
        assertThat(Template.parse("x/{stem}/y").render(TemplateTest::get, value -> value.replace("/", "_")))
                .isEqualTo("x/a_b/y");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a}b      | '}' without '{' at character 2; a brace itself is '}}'",
                "a{b      | '{' at character 2 is never closed; a brace itself is '{{'",
                "{}       | {}: an empty expression",
                "{a:d}    | {a:d}: no format ':d'; a format is a number of decimals, such as :.2f",
                "{a:.99f} | {a:.99f}: no format ':.99f'; a format is a number of decimals, such as :.2f",
                "{a = 1}  | {a = 1}: character 3: a single '=' is nothing here; to compare is '=='",
            })
    void explainsWhatIsWrong(String template, String message) {
        assertThatThrownBy(() -> Template.parse(template))
                .isInstanceOf(MisuseException.class)
                .hasMessage(message);
    }

    @Test
    void saysSoWhenTextIsToHaveDecimals() {
        assertThatThrownBy(() -> Template.parse("{stem:.1f}").render(TemplateTest::get, value -> value))
                .hasMessage("template '{stem:.1f}': 'a/b' is no number, and :.1f is for numbers");
    }

    @Test
    void knowsWhatItUses() {
        Template template = Template.parse("a/{Stem}_{target.name}.fits");
        assertThat(template.uses("stem")).isTrue();
        assertThat(template.uses("target.name")).isTrue();
        assertThat(template.uses("name")).isFalse();
        assertThat(template.prefix()).isEqualTo("a/");
        assertThat(template.suffix()).isEqualTo(".fits");
    }
}
