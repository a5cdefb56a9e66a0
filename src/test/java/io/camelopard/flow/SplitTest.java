package io.camelopard.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.camelopard.ledger.Run;
import io.camelopard.ledger.RunState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * VO-TRAPS, truncated answers taken for whole ones: what a service cuts off is asked for in parts, and the rows are those that
 * it would have sent at once, each once.
 */
class SplitTest {
    private static final String SPLIT = "overflow: split";

    @TempDir
    static Path folder;

    private static Trial trial;
    private ModelSky sky;

    @BeforeAll
    static void start() {
        trial = Trial.in(folder).set("camelopard.retry.base", "1ms").start();
    }

    @AfterAll
    static void stop() {
        trial.close();
    }

    @BeforeEach
    void open() {
        sky = new ModelSky();
    }

    @AfterEach
    void close() {
        sky.close();
    }

    private List<String> rows(Run run) {
        return trial.rows(run);
    }

    @ParameterizedTest
    @CsvSource({
        "359.9, 45, 3, 6000, true", // some 5,000 of them are within the circle
        "0.2, -10, 1.0, 1500, false",
        "123.4, 89.5, 2.0, 1500, true",
        "200, -89.999, 0.5, 1500, false",
        "10, 20, 180, 1500, true"
    })
    void hundredRowsAtATimeAreTheSameSetAsAllAtOnce(double ra, double dec, double radius, int sources, boolean flag) {
        sky.around(ra, dec, radius, sources).flag = flag;
        List<String> all = rows(trial.run("whole", sky.harvest(ra, dec, radius, "")));
        assertThat(all).hasSizeGreaterThan(sources * 4 / 5).doesNotHaveDuplicates();

        sky.limit = 100;
        sky.questions.set(0);
        Run run = trial.run("split", sky.harvest(ra, dec, radius, SPLIT));

        assertThat(run.state()).as(run.error()).isEqualTo(RunState.DONE);
        assertThat(rows(run)).isEqualTo(all);
        assertThat(run.rows()).isEqualTo(all.size());
        assertThat(run.selected()).isEqualTo(all.size());
        assertThat(run.targets()).isEqualTo(1);
        assertThat(run.overflow()).isFalse();
        assertThat(sky.questions.get()).isLessThan(400);
    }

    /** VO-TRAPS 3, SCS: truncation has no overflow flag; as many rows as MAXREC are not all. */
    @Test
    void asManyRowsAsMaxrecAreTruncated() {
        sky.around(10, 20, 1, 500).flag = false;
        Run run = trial.run("maxrec", sky.harvest(10, 20, 1, "maxrec: 77"));

        assertThat(run.state()).isEqualTo(RunState.FAILED);
        assertThat(run.overflow()).isTrue();
        assertThat(run.error()).contains("truncated (77 rows, as many as maxrec allows)");
        assertThat(rows(run)).isEmpty();

        List<String> all = rows(trial.run("whole", sky.harvest(10, 20, 1, "")));
        assertThat(rows(trial.run("split", sky.harvest(10, 20, 1, "maxrec: 77, overflow: split"))))
                .isEqualTo(all);
    }

    /**
     * An image reaches into several parts, and comes once; one at the edge has its centre beyond it, and is kept. The circles of
     * the parts reach a little further than what was searched for, and so may what they find.
     */
    @ParameterizedTest
    @CsvSource({"sia, size: 1.4", "sia2, radius: 1"})
    void imagesOfAllPartsComeOnce(String protocol, String around) {
        sky.around(10, 20, 1.5, 900).extent = 0.3;
        sky.flag = protocol.equals("sia2");
        Run whole = trial.run("whole", sky.harvest(protocol, 10, 20, around, ""));
        List<String> all = rows(whole);
        assertThat(all).hasSizeBetween(400, 899);

        sky.limit = 200;
        Run run = trial.run("split", sky.harvest(protocol, 10, 20, around, SPLIT));

        assertThat(run.state()).as(run.error()).isEqualTo(RunState.DONE);
        assertThat(rows(run)).containsAll(all).doesNotHaveDuplicates();
        assertThat(rows(run)).hasSizeLessThan(all.size() * 3 / 2);
    }

    @Test
    void rowsWithoutAPositionAreTakenOnce() {
        sky.around(10, 20, 1, 800).placed = false;
        List<String> all = rows(trial.run("whole", sky.harvest(10, 20, 1, "")));
        sky.limit = 50;
        Run run = trial.run("split", sky.harvest(10, 20, 1, SPLIT));

        // The circles of the outer parts reach beyond the circle that was asked for.
        assertThat(rows(run)).containsAll(all).doesNotHaveDuplicates();
    }

    @Test
    void theFirstRowsAreThoseOfAllPartsTogether() {
        sky.around(10, 20, 1, 1_000);
        String nearest = "order_by: distance, limit: 7";
        List<String> best = rows(trial.run("whole", sky.harvest(10, 20, 1, nearest)));
        sky.limit = 50;
        Run run = trial.run("split", sky.harvest(10, 20, 1, SPLIT + ", " + nearest));

        assertThat(best).hasSize(7);
        assertThat(rows(run)).isEqualTo(best);
    }

    @Test
    void asksForNoFurtherPartWhenThereAreRowsEnough() {
        sky.around(10, 20, 1, 5_000).limit = 100;
        Run run = trial.run("split", sky.harvest(10, 20, 1, SPLIT + ", limit: 5"));

        assertThat(run.selected()).isEqualTo(5);
        assertThat(sky.questions.get()).isLessThan(25);
    }

    @Test
    void endsWithAnErrorWhenAPlaceHasMoreThanTheServiceSends() {
        sky.around(10, 20, 1, 500).at(10.3, 20.3, 60).limit = 50;
        Run run = trial.run("split", sky.harvest(10, 20, 1, SPLIT));

        assertThat(run.state()).isEqualTo(RunState.FAILED);
        assertThat(run.overflow()).isTrue();
        assertThat(run.error()).contains("still truncated in the smallest part, 10.", "QUERY_STATUS OVERFLOW");
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void aServiceThatIgnoresTheRegionIsAskedABoundedNumberOfTimes(boolean flag) {
        sky.around(10, 20, 1, 500).limit = 100;
        sky.deaf = true;
        sky.flag = flag;
        Run run = trial.run("deaf", sky.harvest(10, 20, 1, SPLIT));

        assertThat(run.state()).isEqualTo(RunState.FAILED);
        assertThat(run.error()).contains("still truncated in the smallest part");
        assertThat(sky.questions.get()).isLessThan(60);
        assertThat(rows(run)).isEmpty();
    }

    @Test
    void aPartThatFailsFailsTheSearch() {
        sky.around(10, 20, 1, 1_000).limit = 100;
        sky.failing = 9;
        Run run = trial.run("broken", sky.harvest(10, 20, 1, SPLIT));

        assertThat(run.state()).isEqualTo(RunState.FAILED);
        assertThat(run.error()).contains("HTTP 404");
        assertThat(run.targetsFailed()).isEqualTo(1);
        assertThat(sky.questions.get()).isEqualTo(9);
    }

    @Test
    void whatIsStoppedBetweenTwoPartsIsSearchedAgainFromTheBeginning(@TempDir Path own) {
        sky.around(10, 20, 1, 2_500);
        List<String> all = rows(trial.run("whole", sky.harvest(10, 20, 1, "")));
        sky.limit = 100;
        Run cut;
        try (Trial first = Trial.in(own).start()) {
            Run begun = first.begin("split", sky.harvest(10, 20, 1, SPLIT));
            await().pollInterval(Duration.ofMillis(1))
                    .until(() -> first.now(begun).selected() > 500);
            cut = begun;
        }
        try (Trial second = Trial.in(own).start()) {
            assertThat(second.now(cut).state().ended()).isFalse();
            Run run = second.run("split", sky.harvest(10, 20, 1, SPLIT));
            assertThat(run.state()).isEqualTo(RunState.DONE);
            assertThat(second.rows(run)).isEqualTo(all);
        }
    }

    /** VO-TRAPS 4, DALI: QUERY_STATUS may come again after the table; nothing is booked before it has been read. */
    @ParameterizedTest
    @CsvSource({"OVERFLOW, truncated", "ERROR, the disk is full"})
    void theStatusBehindTheTableIsSeenBeforeAnythingIsBooked(String status, String words) {
        sky.around(10, 20, 1, 2_000).ending = document -> document.replace(
                "</TABLE>", "</TABLE><INFO name=\"QUERY_STATUS\" value=\"" + status + "\">the disk is full</INFO>");
        Run run = trial.run("late", sky.harvest(10, 20, 1, ""));

        assertThat(run.state()).isEqualTo(RunState.FAILED);
        assertThat(run.error()).contains(words);
        assertThat(run.overflow()).isEqualTo(status.equals("OVERFLOW"));
        assertThat(rows(run)).isEmpty();
        assertThat(run.selected()).isZero();
    }

    @Test
    void aTruncatedAnswerIsTakenWhereTheHarvestAcceptsIt() {
        sky.around(10, 20, 1, 500).limit = 100;
        Run run = trial.run("accept", sky.harvest(10, 20, 1, "overflow: accept"));

        assertThat(run.state()).isEqualTo(RunState.DONE);
        assertThat(run.overflow()).isTrue();
        assertThat(rows(run)).hasSize(100);
        assertThat(sky.questions.get()).isEqualTo(1);
    }

    @Test
    void knowsTheNumbersAtWhichServicesStop() {
        assertThat(LongStream.rangeClosed(0, 1_100).filter(SearchAnswers::looksLikeALimit))
                .containsExactly(100L, 128L, 200L, 250L, 256L, 300L, 500L, 512L, 1_000L, 1_024L);
        assertThat(LongStream.of(2_500, 10_000, 65_536, 1_000_000)).allMatch(SearchAnswers::looksLikeALimit);
    }
}
