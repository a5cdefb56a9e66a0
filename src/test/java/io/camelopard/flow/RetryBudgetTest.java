package io.camelopard.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RetryBudgetTest {
    private long now;
    private final RetryBudget budget = new RetryBudget(() -> now);

    private int taken(String run, int tries) {
        return (int) IntStream.range(0, tries).filter(i -> budget.now(run)).count();
    }

    @Test
    void repeatsATenthOfTheRequests() {
        int first = taken("r", 1000);
        IntStream.range(0, 1000).forEach(i -> budget.asked("r"));

        assertThat(first).isEqualTo(20);
        assertThat(taken("r", 1000)).isBetween(99, 100);
    }

    @Test
    void repeatsTwoASecondBesides() {
        taken("r", 1000);
        now += Duration.ofSeconds(30).toNanos();

        assertThat(taken("r", 1000)).isEqualTo(60);
    }

    @Test
    void savesUpNoMoreThanTwoHundred() {
        IntStream.range(0, 1_000_000).forEach(i -> budget.asked("r"));

        assertThat(taken("r", 1000)).isEqualTo(200);
    }

    @Test
    void letsThoseAboveItWaitTheirTurn() {
        taken("r", 1000);

        assertThat(budget.later("r")).isEqualTo(Duration.ofMillis(500));
        assertThat(budget.later("r")).isEqualTo(Duration.ofSeconds(1));
        now += Duration.ofSeconds(2).toNanos();
        assertThat(budget.later("r")).isZero();
    }

    @Test
    void isEachRunsOwn() {
        taken("r", 1000);

        assertThat(budget.now("other")).isTrue();
    }

    @Test
    void remembersAThousandRuns() {
        taken("r", 1000);
        IntStream.range(0, 1000).forEach(i -> budget.asked("run " + i));

        assertThat(budget.now("r")).isTrue();
    }
}
