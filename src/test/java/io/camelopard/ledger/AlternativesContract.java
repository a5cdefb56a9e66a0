package io.camelopard.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.camelopard.ledger.Leaving.Leaver;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * What is tried one after the other: better alternatives and lesser ones over several runs, and what is not public yet. On
 * every database: each has a subclass.
 */
abstract class AlternativesContract extends LedgerFixture {
    private static final Policy UPGRADE = new Policy(Recheck.CHANGED, true);
    private static final Selected ROW = Selected.ofAlternatives(
            "row", "{}", List.of(List.of(file("best")), List.of(file("good")), List.of(file("poor"))));

    /** A run of the row, in which what is fetched fails, but for this. */
    private String run(Selected row, Policy policy, String... there) {
        String run = begun("nustar");
        ledger.booking().owe(run, List.of(row), policy);
        work(there);
        return run;
    }

    private void work(String... there) {
        for (List<Product> owed = drain(); !owed.isEmpty(); owed = drain()) {
            for (Product product : owed) {
                if (product.kind() == Kind.DIRECTORY) {
                    ledger.settlement()
                            .listed(
                                    product.lease(),
                                    List.of(file(product.identity() + "/1"), file(product.identity() + "/2")));
                    ledger.settlement().listingDone(product.lease());
                } else if (List.of(there).contains(product.identity())) {
                    ledger.settlement().reservePath(product.lease(), "file:", product.identity() + ".fits");
                    store(product);
                } else {
                    ledger.settlement().failed(product.lease(), FailureClass.FINAL, product.identity() + ": 404");
                }
            }
        }
    }

    private Entry entry(String run, String identity) {
        return ledger.reports().entries(run, 0, 99).stream()
                .filter(e -> e.identity().equals(identity))
                .findFirst()
                .orElseThrow();
    }

    private long degraded(String run) {
        return ledger.runs().find(run).orElseThrow().degraded();
    }

    // --- degraded

    @Test
    void keepsWhyBetterOnesWereNotStored() {
        String run = run(ROW, Policy.DEFAULT, "poor");

        assertThat(counts(run)).isEqualTo("open 0, stored 1, skipped 0, failed 0");
        assertThat(degraded(run)).isEqualTo(1);
        Entry poor = entry(run, "poor");
        assertThat(poor.degraded()).isTrue();
        assertThat(poor.alternative()).isEqualTo(2);
        assertThat(poor.better())
                .containsExactly(new Better(0, "best", "best: 404"), new Better(1, "good", "good: 404"));
    }

    @Test
    void leavesADegradedProductAloneWithoutAnUpgrade() {
        end(run(ROW, Policy.DEFAULT, "good"));

        String second = run(ROW, Policy.DEFAULT, "best");

        assertThat(counts(second)).isEqualTo("open 0, stored 0, skipped 1, failed 0");
        assertThat(entry(second, "good").better()).containsExactly(new Better(0, "best", "best: 404"));
        assertThat(ledger.leaving().take()).isEmpty();
    }

    @Test
    void keepsWhatIsDegradedWhenTheBetterOnesFailAgain() {
        end(run(ROW, UPGRADE, "poor"));

        String second = begun("nustar");
        ledger.booking().owe(second, List.of(ROW), UPGRADE);
        ledger.settlement().failed(claim().lease(), FailureClass.FINAL, "403 now");
        work();

        assertThat(counts(second)).isEqualTo("open 0, stored 0, skipped 1, failed 0");
        assertThat(entry(second, "poor").reason()).isEqualTo("unchanged");
        assertThat(entry(second, "poor").better())
                .containsExactly(new Better(0, "best", "403 now"), new Better(1, "good", "good: 404"));
    }

    @Test
    void replacesWhatIsDegradedWhenABetterOneIsStored() {
        end(run(ROW, UPGRADE, "poor"));

        String second = run(ROW, UPGRADE, "good");

        assertThat(counts(second)).isEqualTo("open 0, stored 1, skipped 0, failed 0");
        assertThat(degraded(second)).isEqualTo(1);
        List<Leaver> leaving = ledger.leaving().take();
        assertThat(leaving).extracting(Leaver::path, Leaver::sha256).containsExactly(tuple("poor.fits", "00ff"));
        ledger.leaving().gone(leaving.get(0));
        end(second);

        String third = run(ROW, UPGRADE, "best");
        assertThat(degraded(third)).isZero();
        assertThat(ledger.leaving().take()).extracting(Leaver::path).containsExactly("good.fits");
    }

    @Test
    void endsNoRunBeforeWhatIsReplacedIsGone() {
        end(run(ROW, UPGRADE, "poor"));
        String second = run(ROW, UPGRADE, "best");
        ledger.runs().discovered(second, new Discovery(1, 1, 1, 0, false, null));

        assertThat(ledger.runs().finish()).isEmpty();
        ledger.leaving().take().forEach(ledger.leaving()::gone);
        assertThat(ledger.runs().finish()).extracting(Run::id).containsExactly(second);
        assertThat(ledger.leaving().take()).isEmpty();
    }

    /** The process died after the better one was in the ledger and before the lesser file was deleted. */
    @Test
    void anotherProcessFindsWhatADeadOneDidNotDelete() throws Exception {
        end(run(ROW, UPGRADE, "poor"));
        Ledger dead = another(home.resolve("other"));
        String second = begun(dead, "nustar");
        dead.booking().owe(second, List.of(ROW), UPGRADE);
        store(claim());
        assertThat(dead.leaving().take()).extracting(Leaver::path).containsExactly("poor.fits");
        assertThat(ledger.leaving().take()).isEmpty();

        dead.close();

        assertThat(ledger.leaving().take()).extracting(Leaver::path).containsExactly("poor.fits");
    }

    @Test
    void fetchesAReplacedProductAgainOnlyWhenItsFileIsGone() {
        end(run(ROW, UPGRADE, "poor"));
        run(ROW, UPGRADE, "best");
        String other = begun("other");
        ledger.booking().owe(other, List.of(row("poor", file("poor"))));

        assertThat(claimable()).isEmpty();
        ledger.leaving().take().forEach(ledger.leaving()::gone);
        Product again = claim();
        assertThat(again.identity()).isEqualTo("poor");
        assertThat(again.sha256()).isNull();
        assertThat(ledger.settlement().reservePath(again.lease(), "file:", "x.fits"))
                .contains("poor.fits");
    }

    private List<Product> claimable() {
        return ledger.feed().offer(PLACES, null).stream()
                .flatMap(offer -> ledger.feed().claim(offer, 4).stream())
                .toList();
    }

    @Test
    void doesNotReplaceWhatIsTheFirstChoiceOfAnother() {
        end(run(ROW, UPGRADE, "poor"));
        String other = begun("other");
        ledger.booking().owe(other, List.of(row("poor", file("poor"))));
        assertThat(counts(other)).isEqualTo("open 0, stored 0, skipped 1, failed 0");

        run(ROW, UPGRADE, "best");

        assertThat(ledger.leaving().take()).isEmpty();
    }

    @Test
    void replacesWhatIsDegradedWhenAnotherHarvestHasStoredTheBetterOne() {
        end(run(ROW, UPGRADE, "poor"));
        stored("other", file("best"));

        run(ROW, UPGRADE);

        assertThat(ledger.leaving().take()).extracting(Leaver::path).containsExactly("poor.fits");
    }

    @Test
    void isNotDegradedByTheSecondLinkOfTheFirstAlternative() {
        Selected row = Selected.of(
                "row",
                "{}",
                List.of(
                        new Step(1, List.of(file("first"))),
                        new Step(1, List.of(file("second"))),
                        new Step(3, List.of(file("other")))));
        String run = run(row, Policy.DEFAULT, "second");

        assertThat(degraded(run)).isZero();
        assertThat(entry(run, "second").alternative()).isEqualTo(1);
        assertThat(entry(run, "second").degraded()).isFalse();
        end(run);
        assertThat(counts(run(row, Policy.DEFAULT))).isEqualTo("open 0, stored 0, skipped 1, failed 0");
    }

    @Test
    void triesAnAlternativeThatIsNewInTheHarvest() {
        stored("nustar", file("poor"));

        String run = run(ROW, Policy.DEFAULT, "good");

        assertThat(counts(run)).isEqualTo("open 0, stored 1, skipped 0, failed 0");
        assertThat(ledger.leaving().take())
                .as("poor was not stored as degraded")
                .isEmpty();
    }

    @Test
    void replacesTheFilesOfADirectory() {
        Selected row =
                Selected.ofAlternatives("row", "{}", List.of(List.of(file("best")), List.of(directory("folder"))));
        end(run(row, UPGRADE, "folder/1", "folder/2"));
        String alone = run(row, Policy.DEFAULT, "best");
        assertThat(counts(alone)).isEqualTo("open 0, stored 0, skipped 2, failed 0");
        end(alone);

        run(row, UPGRADE, "best");

        assertThat(ledger.leaving().take())
                .extracting(Leaver::path)
                .containsExactlyInAnyOrder("folder/1.fits", "folder/2.fits");
    }

    @Test
    void leavesAloneWhatIsStoredForWantOfTheFilesOfADirectory() {
        Selected row =
                Selected.ofAlternatives("row", "{}", List.of(List.of(directory("folder")), List.of(file("good"))));
        String first = run(row, Policy.DEFAULT, "good");
        assertThat(counts(first)).isEqualTo("open 0, stored 1, skipped 0, failed 0");
        end(first);

        assertThat(counts(run(row, Policy.DEFAULT, "folder/1"))).isEqualTo("open 0, stored 0, skipped 1, failed 0");
    }

    // --- not public yet

    @Test
    void skipsARowThatIsNotPublicYetAndOwesItFromItsDateOn() {
        Instant date = ledger.now().plus(Duration.ofDays(2));
        String first = run(ROW.notBefore(date, "not public before then"), Policy.DEFAULT, "best");
        assertThat(counts(first)).isEqualTo("open 0, stored 0, skipped 1, failed 0");
        assertThat(entry(first, "row").reason()).isEqualTo("not public before then");
        end(first);

        String early = begun("nustar");
        assertThat(ledger.booking().release(early, Policy.DEFAULT)).isZero();
        end(early);
        clock.forward(Duration.ofDays(2));
        String other = begun("other");
        assertThat(ledger.booking().release(other, Policy.DEFAULT)).isZero();

        String due = begun("nustar");
        assertThat(ledger.booking().release(due, Policy.DEFAULT)).isEqualTo(1);
        assertThat(ledger.booking().release(due, Policy.DEFAULT)).isZero();
        work("best");
        assertThat(counts(due)).isEqualTo("open 0, stored 1, skipped 0, failed 0");
    }

    @Test
    void doesNotBookTwiceARowThatIsFoundAgainWhenItIsPublic() {
        Instant date = ledger.now().plus(Duration.ofDays(2));
        Selected row = ROW.notBefore(date, "not yet");
        end(run(row, Policy.DEFAULT));
        clock.forward(Duration.ofDays(2));

        String run = run(row, Policy.DEFAULT, "best");
        assertThat(ledger.booking().release(run, Policy.DEFAULT)).isZero();
        assertThat(counts(run)).isEqualTo("open 0, stored 1, skipped 0, failed 0");
    }

    @Test
    void takesTheDateThatWasFoundLast() {
        Instant date = ledger.now().plus(Duration.ofDays(2));
        end(run(ROW.notBefore(date, "not yet"), Policy.DEFAULT));
        end(run(ROW.notBefore(date.plus(Duration.ofDays(2)), "not yet"), Policy.DEFAULT));
        clock.forward(Duration.ofDays(3));
        String early = begun("nustar");
        assertThat(ledger.booking().release(early, Policy.DEFAULT)).isZero();
        end(early);
        clock.forward(Duration.ofDays(1));

        assertThat(ledger.booking().release(begun("nustar"), Policy.DEFAULT)).isEqualTo(1);
    }

    @Test
    void releasesMoreThanOneGroup() {
        Instant date = ledger.now().plus(Duration.ofDays(1));
        String first = begun("nustar");
        List<Selected> rows = IntStream.range(0, 450)
                .mapToObj(i -> row("r" + i, file("f" + i)).notBefore(date, "not yet"))
                .toList();
        ledger.booking().owe(first, rows);
        end(first);
        clock.forward(Duration.ofDays(1));

        String run = begun("nustar");
        assertThat(ledger.booking().release(run, Policy.DEFAULT)).isEqualTo(450);
        assertThat(counts(run)).isEqualTo("open 450, stored 0, skipped 0, failed 0");
    }

    @Test
    void takesTheNextAlternativeWhereAProductIsNotGivenOut() {
        String run = begun("nustar");
        ledger.booking().owe(run, List.of(ROW));
        Instant date = ledger.now().plus(Duration.ofDays(1));
        assertThat(ledger.settlement().withheld(claim().lease(), "403, public from then", date))
                .isTrue();
        work("good");

        assertThat(counts(run)).isEqualTo("open 0, stored 1, skipped 0, failed 0");
        assertThat(entry(run, "good").better()).containsExactly(new Better(0, "best", "403, public from then"));
        end(run);
        clock.forward(Duration.ofDays(1));

        String due = begun("nustar");
        assertThat(ledger.booking().release(due, Policy.DEFAULT)).isEqualTo(1);
        work("best");
        assertThat(counts(due)).isEqualTo("open 0, stored 1, skipped 0, failed 0");
        assertThat(degraded(due)).isZero();
        assertThat(ledger.leaving().take()).extracting(Leaver::path).containsExactly("good.fits");
    }

    @Test
    void skipsWhatIsNotGivenOutAndHasNoAlternative() {
        String run = begun("nustar");
        ledger.booking().owe(run, List.of(row("row", file("best"))));
        ledger.settlement().withheld(claim().lease(), "403, proprietary", null);

        assertThat(counts(run)).isEqualTo("open 0, stored 0, skipped 1, failed 0");
        assertThat(entry(run, "best").reason()).isEqualTo("403, proprietary");
        end(run);
        assertThat(counts(run(row("row", file("best")), Policy.DEFAULT, "best")))
                .isEqualTo("open 0, stored 1, skipped 0, failed 0");
    }
}
