package io.camelopard.harvest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class QueryTest {
    @Test
    void substitutesTypedLiterals() {
        Query query = Query.parse("WHERE CIRCLE('ICRS', {ra}, {dec}, {radius}) AND n = {name} AND t >= {watermark}");

        assertThat(query.render(
                        Map.of("ra", 1e-7, "dec", -5.5, "radius", 0.2, "name", "O'Brien --", "watermark", 59000L)))
                .isEqualTo("WHERE CIRCLE('ICRS', 0.00000010, (-5.5), 0.2) AND n = 'O''Brien --' AND t >= 59000");
        assertThat(query.uses()).containsExactly("ra", "dec", "radius", "name", "watermark");
    }

    @Test
    void leavesQuotesAndCommentsAlone() {
        String adql = "SELECT \"a{ra}\", 'x {dec} ''y' -- {nothing}\nFROM t";
        assertThat(Query.parse(adql).render(Map.of())).isEqualTo(adql);
    }

    @Test
    void namesAnUnknownPlaceholder() {
        assertThatThrownBy(() -> Query.parse("SELECT 1\nWHERE a > {redius}"))
                .hasMessage("no placeholder {redius} (did you mean 'radius'?) in line 2 of the query;"
                        + " there are {ra}, {dec}, {radius}, {name}, {watermark}");
    }

    @Test
    void refusesWhatAdqlCannotSay() {
        assertThatThrownBy(() -> Query.parse("{ra}").render(Map.of("ra", Double.NaN)))
                .hasMessageContaining("NaN");
        assertThatThrownBy(() -> Query.parse("{ra}").render(Map.of()))
                .hasMessage("search.query: there is no {ra} here");
    }

    @Property
    void anyNameIsOneLiteral(@ForAll String name) {
        String literal = Query.parse("{name}").render(Map.of("name", name));
        String inside = literal.substring(1, literal.length() - 1);

        assertThat(literal).startsWith("'").endsWith("'");
        assertThat(inside.replace("''", "")).doesNotContain("'");
        assertThat(inside.replace("''", "'")).isEqualTo(name);
    }
}
