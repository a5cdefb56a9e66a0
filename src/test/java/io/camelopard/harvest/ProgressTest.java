package io.camelopard.harvest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.camelopard.MisuseException;
import io.camelopard.votable.Column;
import io.camelopard.votable.Columns;
import io.camelopard.votable.Row;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgressTest {
    private static Progress progress(String start, String last, Duration overlap) {
        return Progress.of(new Search.Watermark("t", start, overlap), last);
    }

    private static Row row(Object value) {
        return Row.of(Columns.of(List.of(Column.of("T", "char", "*"))), new Object[] {value});
    }

    @Test
    void beginsAtTheStartAndDoesNotLessenIt() {
        assertThat(progress("59000.5", null, Duration.ofDays(2)).literal().toString())
                .isEqualTo("59000.5");
        assertThat(progress("2026-01-01", null, Duration.ofDays(2)).literal()).isEqualTo("2026-01-01");
    }

    @ParameterizedTest
    @CsvSource({
        "59000, 60000.25, PT12H, 59999.75",
        "59000, 60000, PT1S, 59999.999988425925",
        "0, 9223372036854775807, PT0S, 9223372036854775807",
        "2026-01-01, 2026-03-01, PT24H, 2026-02-28",
        "2026-01-01, 2026-03-01, PT1H, 2026-02-28",
        "2026-01-01, 2026-03-01T00:00:10.250Z, PT20S, 2026-02-28T23:59:50.250Z",
        "2026-01-01, 2026-03-01 00:00:10, PT20S, 2026-02-28 23:59:50",
        "2026-01-01T00:00:00, 2026-03-01T12:00, PT1H, 2026-03-01T11:00"
    })
    void isTheLargestValueLessTheOverlapInTheFormOfTheColumn(String start, String last, Duration overlap, String from) {
        assertThat(progress(start, last, overlap).literal().toString()).isEqualTo(from);
    }

    @Test
    void standsInAQueryAsATypedLiteral() {
        Query query = Query.parse("SELECT * FROM t WHERE t >= {watermark}");
        assertThat(query.render(Map.of(
                        "watermark",
                        progress("0", "9007199254740993", Duration.ZERO).literal())))
                .endsWith(">= 9007199254740993");
        assertThat(query.render(Map.of(
                        "watermark",
                        progress("2026-01-01", "2026-01-02T03:04:05", Duration.ZERO)
                                .literal())))
                .endsWith(">= '2026-01-02T03:04:05'");
    }

    @Test
    void movesToTheLargestValueAndNeverBack() {
        Progress progress = progress("2026-01-01", "2026-02-01T00:00:00", Duration.ofDays(10));
        assertThat(progress.moved()).isEmpty();
        progress.see(row("2026-01-25T00:00:00"));
        assertThat(progress.moved()).isEmpty();
        progress.see(row("2026-02-01T00:00:00.001"));
        progress.see(row("2026-02-01T00:00:00"));
        progress.see(row(null));
        progress.see(row("0000-00-00 00:00:00"));
        progress.see(row("soon"));
        assertThat(progress.moved()).contains("2026-02-01T00:00:00.001");
    }

    @Test
    void leavesOutWhatIsKnownToBeBelow() {
        Progress progress = progress("59000", "59010", Duration.ofDays(1));
        assertThat(progress.below(row(59008.9))).isTrue();
        assertThat(progress.below(row(59009))).isFalse();
        assertThat(progress.below(row(59009.5f))).isFalse();
        assertThat(progress.below(row(null))).isFalse();
        assertThat(progress.below(row("59008"))).isTrue();
    }

    @Test
    void keepsAFloatWithTheDigitsThatMakeItTheSameNumberInTheDatabase() {
        Progress progress = progress("0", null, Duration.ZERO);
        progress.see(row(0.1f));
        assertThat(progress.moved()).contains("0.10000000149011612");
    }

    @Test
    void refusesAColumnOfAnotherKind() {
        assertThatThrownBy(() -> progress("2026-01-01", null, Duration.ZERO).below(row(59000.5)))
                .isInstanceOf(MisuseException.class)
                .hasMessage("search.watermark.start '2026-01-01': the column t has another form"
                        + " (59000.5 is a number); write a number too");
        assertThatThrownBy(() -> progress("59000", null, Duration.ZERO).below(row("2026-01-01")))
                .isInstanceOf(MisuseException.class)
                .hasMessageContaining("('2026-01-01' is a time); write a time too");
    }
}
