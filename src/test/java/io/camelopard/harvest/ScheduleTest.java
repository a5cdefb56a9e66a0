package io.camelopard.harvest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.camelopard.MisuseException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private static Schedule cron(String cron) {
        return Schedule.cron(cron, ZoneOffset.UTC, NOW);
    }

    @Test
    void firesNext() {
        assertThat(cron("0 0 3 * * ?").next(NOW)).contains(Instant.parse("2026-03-02T03:00:00Z"));
        assertThat(cron("0 0 0 29 2 ?").next(NOW)).contains(Instant.parse("2028-02-29T00:00:00Z"));
        assertThat(Schedule.every(Duration.ofHours(6)).next(NOW)).contains(NOW.plus(Duration.ofHours(6)));
    }

    @Test
    void keepsToTheTimeOfItsZone() {
        Schedule berlin = Schedule.cron("0 0 3 * * ?", ZoneId.of("Europe/Berlin"), NOW);
        assertThat(berlin.next(NOW)).contains(Instant.parse("2026-03-02T02:00:00Z"));
        assertThat(berlin.next(Instant.parse("2026-07-01T12:00:00Z"))).contains(Instant.parse("2026-07-02T01:00:00Z"));
    }

    @Test
    void endsWithItsYear() {
        Schedule once = cron("0 0 0 1 1 ? 2027");
        assertThat(once.next(NOW)).contains(Instant.parse("2027-01-01T00:00:00Z"));
        assertThat(once.next(Instant.parse("2027-06-01T00:00:00Z"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0 0/15 8-18 ? * MON-FRI", "0 0 12 1/5 * ?", "0 0 0 L * ?", "0 0 0 LW * ?", "0 0 0 L-3 * ?",
                        "0 0 0 15W * ?",
                "0 0 0 ? * 6L", "0 0 0 ? * FRI#2", "0 0 0 ? JAN,JUL SUN", "*/30 * * * * ?", "0 0 22-2 * * ?",
                        "0 0 0 ? * 2,4",
                "0 0 3 ? * fri", "0 0 3 1 1 ? 2030-2040/2"
            })
    void takesWhatQuartzTakes(String cron) {
        assertThatCode(() -> cron(cron)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "99 99 * * * ?",
                "0 60 * * * ?",
                "0 0 24 * * ?",
                "0 0 0 32 * ?",
                "0 0 0 0 * ?",
                "0 0 0 1 13 ?",
                "0 0 0 ? * 8",
                "0 0 0 ? * 0",
                "0 0 0 30 2 ?",
                "0 0 0 31 4,6,9,11 ?",
                "0 0/0 * * * ?",
                "0 */61 * * * ?",
                "0 0 3 * * *",
                "0 0 3 ? * ?",
                "* * * *",
                "a b c d e f",
                "0 0 0 1 1 ? 1999",
                "0 0 0 1 1 ? 3000",
                "0,, 0 0 * * ?",
                "0 - 0 * * ?",
                "0 0 0 ? * FRI#6",
                "0 0 0 32W * ?",
                "0 0-99 0 * * ?"
            })
    void refusesWhatIsImpossible(String cron) {
        assertThatThrownBy(() -> cron(cron)).isInstanceOf(MisuseException.class);
    }

    @Test
    void refusesEveryNothing() {
        assertThatThrownBy(() -> Schedule.every(Duration.ZERO)).isInstanceOf(MisuseException.class);
    }
}
