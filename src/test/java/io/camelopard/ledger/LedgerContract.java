package io.camelopard.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.time.Instant;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the ledger promises, on every database: each has a subclass. */
abstract class LedgerContract extends LedgerFixture {
    // --- runs

    @Test
    void aRunWhoseDiscoveryFailedIsNeverDue() {
        String run = begun("nustar");

        assertThat(ledger.runs().fail(run, new Discovery(7, 3, 2, 2, true, null), "no service answers", true))
                .isTrue();

        Run failed = ledger.runs().find(run).orElseThrow();
        assertThat(failed.state()).isEqualTo(RunState.FAILED);
        assertThat(failed.rows()).isEqualTo(7);
        assertThat(failed.targetsFailed()).isEqualTo(2);
        assertThat(failed.error()).isEqualTo("no service answers");
        assertThat(failed.ended()).isNotNull();
        assertThat(ledger.runs().finish()).isEmpty();
        assertThat(ledger.runs().fail(run, new Discovery(0, 0, 0, 0, false, null), "again", false))
                .isFalse();
    }

    @Test
    void booksOneUnfinishedRunOfAHarvestAndRequest() {
        Run first = ledger.runs().book(run("nustar")).orElseThrow();

        assertThat(ledger.runs().book(run("nustar"))).isEmpty();
        assertThat(ledger.runs().book(run("other"))).isPresent();
        assertThat(ledger.runs().book(new NewRun("nustar", Trigger.INBOX, "{\"target\":\"M 31\"}", "")))
                .isPresent();

        ledger.runs().begin(first.id());
        ledger.runs().fail(first.id(), "the service is down", false);
        assertThat(ledger.runs().book(run("nustar"))).isPresent();
    }

    @Test
    void beginsARunOnce() {
        Run run = ledger.runs().book(run("nustar")).orElseThrow();

        assertThat(ledger.runs().begin(run.id())).get().extracting(Run::state).isEqualTo(RunState.DISCOVERING);
        assertThat(ledger.runs().begin(run.id())).isEmpty();
    }

    @Test
    void movesWatermarksWithTheEndOfDiscoveryAndOnlyThen() {
        Watermark mark = new Watermark("nustar", "ivo://x/y", "M 31", "t_min", "59000.5");
        String run = begun("nustar");
        assertThat(ledger.watermarks().find(mark)).isEmpty();

        assertThat(ledger.runs().discovered(run, new Discovery(7, 1, 1, 0, false, null), List.of(mark)))
                .isTrue();
        assertThat(ledger.watermarks().find(mark)).contains("59000.5");
        assertThat(ledger.watermarks().find(new Watermark("nustar", "ivo://x/y", "M 33", "t_min", "")))
                .isEmpty();

        Watermark later = new Watermark("nustar", "ivo://x/y", "M 31", "t_min", "59001");
        assertThat(ledger.runs().discovered(run, new Discovery(7, 1, 1, 0, false, null), List.of(later)))
                .isFalse();
        assertThat(ledger.watermarks().find(mark)).contains("59000.5");
        ledger.runs().finish();
        assertThat(ledger.runs().discovered(begun("nustar"), new Discovery(0, 0, 0, 0, false, null), List.of(later)))
                .isTrue();
        assertThat(ledger.watermarks().find(mark)).contains("59001");
    }

    @Test
    void finishesARunWhenItIsDiscoveredAndOwesNothing() {
        String run = begun("nustar");
        ledger.booking().owe(run, List.of(row("a", file("a"))));
        assertThat(ledger.runs().finish()).isEmpty();
        ledger.runs().discovered(run, new Discovery(7, 1, 1, 0, false, null));
        assertThat(ledger.runs().finish()).isEmpty();

        store(claim());

        assertThat(ledger.runs().finish()).extracting(Run::id).containsExactly(run);
        assertThat(ledger.runs().finish()).isEmpty();
        Run done = ledger.runs().find(run).orElseThrow();
        assertThat(done.state()).isEqualTo(RunState.DONE);
        assertThat(List.of(done.rows(), done.selected(), done.products(), done.stored(), done.bytes()))
                .containsExactly(7L, 1L, 1L, 1L, 10L);
    }

    @Test
    void endsWhatADeadProcessLeftAndJoinsWhatItOwed() throws Exception {
        Ledger dead = another(home.resolve("other"));
        String old = begun(dead, "nustar");
        dead.booking().owe(old, List.of(row("a", file("a")), row("b", file("b"))));
        Lease offered = dead.feed().offer(PLACES, null).get(0);
        assertThat(dead.feed().claim(offered, 4)).isPresent();
        assertThat(ledger.runs().supersede(run("nustar"))).isZero();

        dead.close();

        assertThat(ledger.runs().book(run("nustar"))).isEmpty();
        assertThat(ledger.runs().supersede(run("nustar"))).isEqualTo(1);
        assertThat(ledger.runs().find(old)).get().extracting(Run::error).isEqualTo("interrupted");
        String run = begun("nustar");
        ledger.booking().owe(run, List.of(row("a", file("a")), row("b", file("b"))));
        assertThat(ledger.feed().offer(PLACES, Set.of(run))).hasSize(2);
        assertThat(counts(run)).isEqualTo("open 2, stored 0, skipped 0, failed 0");
    }

    @Test
    void adoptsWhatADeadDaemonLeft() throws Exception {
        Ledger dead = another(home.resolve("other"));
        String run = begun(dead, "nustar");
        dead.close();

        assertThat(ledger.runs().adopt()).extracting(Run::id).containsExactly(run);
        assertThat(ledger.runs().adopt()).isEmpty();
        assertThat(ledger.runs().begin(run)).isPresent();
    }

    // --- booking

    @Test
    void owesAProductOnceThoughItIsBookedTwice() {
        String run = begun("nustar");
        ledger.booking().owe(run, List.of(row("a", file("a")), row("a2", file("a"))));
        ledger.booking().owe(run, List.of(row("a", file("a")), row("a2", file("a"))));

        assertThat(counts(run)).isEqualTo("open 1, stored 0, skipped 0, failed 0");
        assertThat(ledger.feed().offer(PLACES, null)).hasSize(1);
    }

    @Test
    void countsRowsWithoutAProduct() {
        String run = begun("nustar");
        ledger.booking()
                .owe(run, List.of(Selected.skipped("a", "{}", "not public yet"), Selected.failed("b", "{}", "404")));
        ledger.booking().owe(run, List.of(Selected.skipped("a", "{}", "not public yet")));

        assertThat(counts(run)).isEqualTo("open 0, stored 0, skipped 1, failed 1");
        assertThat(ledger.reports().entries(run, 0, 10))
                .extracting(Entry::outcome, Entry::reason)
                .containsExactly(tuple("skipped", "not public yet"), tuple("failed", "404"));
    }

    @Test
    void skipsWhatIsStoredAndUnchangedAndOwesWhatChanged() {
        stored("nustar", file("a"), file("b"), file("c"));

        String run = begun("nustar");
        NewProduct longer = changed(file("b"), 11L, null);
        NewProduct newer = changed(file("c"), null, Instant.parse("2026-02-02T00:00:00Z"));
        ledger.booking().owe(run, List.of(row("a", file("a")), row("b", longer), row("c", newer)));
        assertThat(counts(run)).isEqualTo("open 2, stored 0, skipped 1, failed 0");

        store(claim());
        store(claim());
        String third = again("nustar");
        ledger.booking().owe(third, List.of(row("a", changed(file("a"), null, null)), row("b", longer)));
        assertThat(counts(third)).isEqualTo("open 0, stored 0, skipped 2, failed 0");
    }

    @Test
    void asksAgainOrNeverWhereThePolicySaysSo() {
        stored("nustar", file("a"));

        String always = begun("nustar");
        ledger.booking().owe(always, List.of(row("a", file("a"))), new Policy(Recheck.ALWAYS, false));
        Product product = claim();
        assertThat(product.validator()).isEqualTo("\"v1\"");
        assertThat(ledger.settlement().notModified(product.lease())).isTrue();
        assertThat(counts(always)).isEqualTo("open 0, stored 0, skipped 1, failed 0");

        String never = again("nustar");
        ledger.booking().owe(never, List.of(row("a", changed(file("a"), 99L, null))), new Policy(Recheck.NEVER, false));
        assertThat(counts(never)).isEqualTo("open 0, stored 0, skipped 1, failed 0");
    }

    @Test
    void joinsAProductThatAnotherRunOwes() {
        String first = begun("one");
        String second = begun("two");
        ledger.booking().owe(first, List.of(row("a", file("a"))));
        ledger.booking().owe(second, List.of(row("a", file("a"))));

        store(claim());

        assertThat(counts(first)).isEqualTo("open 0, stored 1, skipped 0, failed 0");
        assertThat(counts(second)).isEqualTo("open 0, stored 1, skipped 0, failed 0");
    }

    @Test
    void owesWhatFailedOnceMore() {
        String run = begun("nustar");
        ledger.booking().owe(run, List.of(row("a", file("a")), row("b", file("b"))));
        store(claim());
        ledger.settlement().failed(claim().lease(), FailureClass.FINAL, "404");
        ledger.runs().discovered(run, new Discovery(2, 2, 1, 0, false, null));
        ledger.runs().finish();
        assertThat(ledger.reports().failures("nustar", 9))
                .extracting(Entry::reason, Entry::failure)
                .containsExactly(tuple("404", FailureClass.FINAL));

        clock.forward(Duration.ofSeconds(1));
        Run retry = ledger.booking().retry(run("nustar")).orElseThrow();
        assertThat(ledger.booking().retry(run("nustar"))).isEmpty();
        assertThat(counts(retry.id())).isEqualTo("open 1, stored 0, skipped 0, failed 0");
        store(claim());
        assertThat(ledger.runs().finish()).extracting(Run::stored).containsExactly(1L);
        assertThat(ledger.reports().failures("nustar", 9)).isEmpty();
    }

    // --- alternatives

    @Test
    void takesTheNextAlternativeWhenNothingOfTheFirstIsStored() {
        String run = begun("nustar");
        List<NewProduct> best = List.of(file("a1"), file("a2"));
        ledger.booking().owe(run, List.of(Selected.ofAlternatives("a", "{}", List.of(best, List.of(file("b"))))));

        ledger.settlement().failed(claim().lease(), FailureClass.FINAL, "404");
        assertThat(counts(run)).isEqualTo("open 1, stored 0, skipped 0, failed 1");
        ledger.settlement().failed(claim().lease(), FailureClass.FINAL, "404");
        assertThat(counts(run)).isEqualTo("open 1, stored 0, skipped 0, failed 0");
        Product second = claim();
        assertThat(second.identity()).isEqualTo("b");
        assertThat(second.alternative()).isEqualTo(1);
        store(second);

        assertThat(counts(run)).isEqualTo("open 0, stored 1, skipped 0, failed 0");
        assertThat(ledger.runs().find(run)).get().extracting(Run::degraded).isEqualTo(1L);
    }

    @Test
    void staysWithAnAlternativeOfWhichSomethingIsStored() {
        String run = begun("nustar");
        List<NewProduct> best = List.of(file("a1"), file("a2"));
        ledger.booking().owe(run, List.of(Selected.ofAlternatives("a", "{}", List.of(best, List.of(file("b"))))));

        store(claim());
        ledger.settlement().failed(claim().lease(), FailureClass.FINAL, "404");

        assertThat(counts(run)).isEqualTo("open 0, stored 1, skipped 0, failed 1");
    }

    @Test
    void countsTheLastAlternativeAsFailed() {
        String run = begun("nustar");
        ledger.booking()
                .owe(
                        run,
                        List.of(Selected.ofAlternatives(
                                "a", "{}", List.of(List.of(file("a")), List.of(file("b"), file("c"))))));
        for (int i = 0; i < 3; i++) {
            ledger.settlement().failed(claim().lease(), FailureClass.FINAL, "404");
        }

        assertThat(counts(run)).isEqualTo("open 0, stored 0, skipped 0, failed 2");
        assertThat(ledger.feed().offer(PLACES, null)).isEmpty();
    }

    @Test
    void triesBetterAlternativesAgainOnlyForAnUpgrade() {
        Selected row = Selected.ofAlternatives("a", "{}", List.of(List.of(file("a")), List.of(file("b"))));
        String run = begun("nustar");
        ledger.booking().owe(run, List.of(row));
        ledger.settlement().failed(claim().lease(), FailureClass.FINAL, "404");
        store(claim());
        end(run);

        String second = begun("nustar");
        ledger.booking().owe(second, List.of(row));
        assertThat(counts(second)).isEqualTo("open 0, stored 0, skipped 1, failed 0");
        String upgrade = again("nustar");
        ledger.booking().owe(upgrade, List.of(row), new Policy(Recheck.CHANGED, true));
        assertThat(claim().identity()).isEqualTo("a");
    }

    // --- directories

    @Test
    void countsTheFilesOfADirectoryAndNotTheDirectory() {
        String run = begun("nustar");
        ledger.booking().owe(run, List.of(row("d", directory("d"))));
        Product directory = claim();
        assertThat(directory.kind()).isEqualTo(Kind.DIRECTORY);
        ledger.settlement().listed(directory.lease(), List.of(file("d/1"), file("d/2")));
        ledger.settlement().listed(directory.lease(), List.of(file("d/1"), file("d/2")));
        ledger.settlement().listed(directory.lease(), List.of(file("d/3")));
        assertThat(ledger.settlement().listingDone(directory.lease())).isTrue();

        assertThat(counts(run)).isEqualTo("open 3, stored 0, skipped 0, failed 0");
        store(claim());
        store(claim());
        store(claim());
        assertThat(counts(run)).isEqualTo("open 0, stored 3, skipped 0, failed 0");

        end(run);
        String second = begun("nustar");
        ledger.booking().owe(second, List.of(row("d", directory("d"))));
        Product once = claim();
        ledger.settlement().listed(once.lease(), List.of(file("d/1"), file("d/2"), file("d/3")));
        ledger.settlement().listingDone(once.lease());
        assertThat(counts(second)).isEqualTo("open 0, stored 0, skipped 3, failed 0");
    }

    @Test
    void countsAnEmptyDirectoryAsSkippedWhenThereIsNoAlternative() {
        String run = begun("nustar");
        ledger.booking()
                .owe(
                        run,
                        List.of(
                                row("d", directory("d")),
                                Selected.ofAlternatives(
                                        "e", "{}", List.of(List.of(directory("e")), List.of(file("f"))))));
        ledger.settlement().listingDone(claim().lease());
        ledger.settlement().listingDone(claim().lease());

        assertThat(counts(run)).isEqualTo("open 1, stored 0, skipped 1, failed 0");
        assertThat(ledger.reports().entries(run, 0, 9))
                .extracting(Entry::reason)
                .contains("empty directory");
        assertThat(claim().identity()).isEqualTo("f");
    }

    @Test
    void listsADirectoryAgainForARunThatJoinedInTheMiddle() {
        String first = begun("one");
        ledger.booking().owe(first, List.of(row("d", directory("d"))));
        Product directory = claim();
        ledger.settlement().listed(directory.lease(), List.of(file("d/1")));
        String second = begun("two");
        ledger.booking().owe(second, List.of(row("d", directory("d"))));
        ledger.settlement().listed(directory.lease(), List.of(file("d/2")));
        ledger.settlement().listingDone(directory.lease());

        assertThat(counts(first)).isEqualTo("open 2, stored 0, skipped 0, failed 0");
        Product again = drain().stream()
                .filter(p -> p.kind() == Kind.DIRECTORY)
                .findFirst()
                .orElseThrow();
        assertThat(again.run()).isEqualTo(second);
        ledger.settlement().listed(again.lease(), List.of(file("d/1"), file("d/2")));
        ledger.settlement().listingDone(again.lease());
        assertThat(counts(second)).isEqualTo("open 2, stored 0, skipped 0, failed 0");
    }

    // --- feeding

    @Test
    void offersWithinTheWindowAndTheLimitsOfHosts() {
        String run = begun("nustar");
        for (int i = 0; i < 20; i++) {
            ledger.booking()
                    .owe(run, List.of(row("x" + i, file("x" + i, "x.org")), row("y" + i, file("y" + i, "y.org"))));
        }

        List<Lease> offers = ledger.feed().offer(new Places(5, 4, 100), null);
        assertThat(offers).hasSize(5);
        assertThat(ledger.feed().offer(new Places(5, 4, 100), null)).isEmpty();
        assertThat(offers).allMatch(offer -> ledger.feed().claim(offer, 4).isPresent());
        assertThat(ledger.feed().offer(new Places(5, 4, 6), null)).hasSize(1);
        assertThat(ledger.feed().offer(new Places(9, 4, 100), null)).hasSize(2);
        assertThat(ledger.feed().offer(new Places(9, 4, 100), null)).isEmpty();
    }

    @Test
    void isFairToHostsAndRuns() {
        String big = begun("big");
        String small = begun("small");
        for (int i = 0; i < 30; i++) {
            ledger.booking().owe(big, List.of(row("x" + i, file("x" + i, "x.org"))));
        }
        ledger.booking().owe(big, List.of(row("y", file("y", "y.org"))));
        ledger.booking().owe(small, List.of(row("z", file("z", "x.org"))));

        List<String> offered = ledger.feed().offer(new Places(3, 3, 100), null).stream()
                .map(o -> ledger.feed().claim(o, 4).orElseThrow().identity())
                .toList();
        assertThat(offered).contains("y", "z");
    }

    @Test
    void letsAHostRest() {
        String run = begun("nustar");
        ledger.booking().owe(run, List.of(row("x", file("x", "x.org")), row("y", file("y", "y.org"))));
        Instant until = ledger.now().plusSeconds(300);
        ledger.feed().rest("x.org", until);
        ledger.feed().rest("x.org", ledger.now().plusSeconds(3));

        assertThat(ledger.feed().resting()).containsEntry("x.org", until);
        Product other = claim();
        assertThat(other.identity()).isEqualTo("y");
        store(other);
        assertThat(ledger.feed().offer(PLACES, null)).isEmpty();
        clock.forward(Duration.ofMinutes(5));
        assertThat(claim().identity()).isEqualTo("x");
    }

    @Test
    void anOfferIsGivenBackUnusedWhenItsHostBeganToRest() {
        String run = begun("nustar");
        ledger.booking().owe(run, List.of(row("a", file("a"))));
        Lease offer = ledger.feed().offer(PLACES, null).get(0);
        Product before = ledger.feed().claim(offer, 4).orElseThrow();
        ledger.feed().giveBack(offer, null);
        Lease next = ledger.feed().offer(PLACES, null).get(0);
        ledger.feed().rest(before.host(), ledger.now().plus(Duration.ofMinutes(5)));

        assertThat(ledger.feed().claim(next, 4)).isEmpty();
        clock.forward(Duration.ofMinutes(5));
        assertThat(claim().attempts()).isEqualTo(1);
    }

    @Test
    void whatIsPostponedHasNotBeenTried() {
        String run = begun("nustar");
        ledger.booking().owe(run, List.of(row("a", file("a"))));
        Product product = claim();

        assertThat(ledger.settlement().postponed(product.lease(), ledger.now().plusSeconds(10), "full"))
                .isTrue();
        assertThat(ledger.feed().offer(PLACES, null)).isEmpty();
        clock.forward(Duration.ofSeconds(10));
        assertThat(claim().attempts()).isEqualTo(1);
    }

    @Test
    void givesTheDeliveredTwiceToOne() {
        String run = begun("nustar");
        ledger.booking().owe(run, List.of(row("a", file("a"))));
        Lease offer = ledger.feed().offer(PLACES, null).get(0);

        assertThat(ledger.feed().claim(offer, 4)).isPresent();
        assertThat(ledger.feed().claim(offer, 4)).isEmpty();
    }

    @Test
    void givesAProductBackWhenItsHostIsFull() {
        String run = begun("nustar");
        ledger.booking().owe(run, List.of(row("a", file("a")), row("b", file("b"))));
        List<Lease> offers = ledger.feed().offer(PLACES, null);

        Product first = ledger.feed().claim(offers.get(0), 1).orElseThrow();
        assertThat(ledger.feed().claim(offers.get(1), 1)).isEmpty();
        assertThat(ledger.reports().counts(run))
                .extracting(Counts::owed, Counts::fetching)
                .containsExactly(1L, 1L);
        store(first);
        assertThat(claim().attempts()).isEqualTo(1);
    }

    @Test
    void givesThePlaceOfWhatIsHereToAnother() {
        String run = begun("nustar");
        ledger.booking().owe(run, List.of(row("a", file("a")), row("b", file("b"))));
        Places one = new Places(1, 1, 100);
        Product first =
                ledger.feed().claim(ledger.feed().offer(one, null).get(0), 1).orElseThrow();
        assertThat(ledger.feed().offer(one, null)).isEmpty();

        ledger.feed().received(new Lease(first.lease().product(), "stale"));
        assertThat(ledger.feed().offer(one, null)).isEmpty();
        ledger.feed().received(first.lease());
        Lease next = ledger.feed().offer(one, null).get(0);
        Product second = ledger.feed().claim(next, 1).orElseThrow();
        assertThat(ledger.feed().offer(one, null)).isEmpty();

        // What is fetched once more takes a place again.
        ledger.settlement().retry(first.lease(), ledger.now(), "503");
        ledger.feed().received(second.lease());
        claim();
        assertThat(ledger.feed().offer(one, null)).isEmpty();
    }

    @Test
    void knowsThePlacesOfTheOthersThatLive() throws Exception {
        try (Ledger other = another(home.resolve("other"))) {
            other.take(6);
            ledger.take(2);
            ledger.heartbeat();

            assertThat(ledger.placesOfOthers()).isEqualTo(6);
            other.heartbeat();
            assertThat(other.placesOfOthers()).isEqualTo(2);
        }
        ledger.heartbeat();

        assertThat(ledger.placesOfOthers()).isZero();
    }

    @Test
    void renewsWhatIsHeldBeforeItOffersWhenNothingCouldBeRenewed() {
        String run = begun("nustar");
        ledger.booking().owe(run, List.of(row("a", file("a"))));
        Product held = claim();
        clock.forward(LEASE.plusSeconds(1));

        assertThat(ledger.feed().offer(PLACES, null, () -> List.of(held.lease())))
                .isEmpty();
        store(held);
    }

    /** What was tried in vain, such as while the disk is full, has not renewed anything. */
    @Test
    void renewsWhatIsHeldWhenAnOfferIsTriedAgain() {
        String run = begun("nustar");
        ledger.booking().owe(run, List.of(row("a", file("a"))));
        Product held = claim();
        clock.forward(LEASE.plusSeconds(1));
        Set<String> failing = new AbstractSet<>() {
            @Override
            public Iterator<String> iterator() {
                throw new IllegalStateException("full");
            }

            @Override
            public int size() {
                throw new IllegalStateException("full");
            }
        };

        assertThatThrownBy(() -> ledger.feed().offer(PLACES, failing, () -> List.of(held.lease())))
                .hasMessage("full");

        assertThat(ledger.feed().offer(PLACES, null, () -> List.of(held.lease())))
                .isEmpty();
        store(held);
    }

    @Test
    void owesUntilTheLastProductHasEnded() {
        assertThat(ledger.feed().owes()).isFalse();
        String run = begun("nustar");
        ledger.booking().owe(run, List.of(row("a", file("a"))));
        assertThat(ledger.feed().owes()).isTrue();
        Product product = claim();
        assertThat(ledger.feed().owes()).isTrue();
        store(product);
        assertThat(ledger.feed().owes()).isFalse();
    }

    @Test
    void refusesWhoseLeaseRanOut() {
        String run = begun("nustar");
        ledger.booking().owe(run, List.of(row("a", file("a"))));
        Lease stale = claim().lease();
        clock.forward(LEASE.plusSeconds(1));
        Product again = claim();
        assertThat(again.attempts()).isEqualTo(2);

        Settlement settlement = ledger.settlement();
        assertThat(settlement.stored(stale, STORED)).isFalse();
        assertThat(settlement.failed(stale, FailureClass.FINAL, "x")).isFalse();
        assertThat(settlement.skipped(stale, "x")).isFalse();
        assertThat(settlement.notModified(stale)).isFalse();
        assertThat(settlement.retry(stale, ledger.now(), "x")).isFalse();
        assertThat(settlement.listed(stale, List.of(file("b")))).isFalse();
        assertThat(settlement.listingDone(stale)).isFalse();
        assertThat(settlement.reservePath(stale, "file:", "a.fits")).isEmpty();
        assertThat(ledger.feed().giveBack(stale, null)).isFalse();
        assertThat(ledger.feed().extend(List.of(stale, again.lease()))).containsExactly(stale);
        assertThat(counts(run)).isEqualTo("open 1, stored 0, skipped 0, failed 0");
        store(again);
        assertThat(counts(run)).isEqualTo("open 0, stored 1, skipped 0, failed 0");
    }

    @Test
    void offersAgainOnlyFromTheMomentOn() {
        String run = begun("nustar");
        ledger.booking().owe(run, List.of(row("a", file("a"))));
        Instant later = ledger.now().plusSeconds(30);
        ledger.settlement().retry(claim().lease(), later, "503");

        assertThat(ledger.feed().offer(PLACES, null)).isEmpty();
        assertThat(ledger.feed().nextDue()).contains(later);
        clock.forward(Duration.ofSeconds(30));
        Product again = claim();
        assertThat(again.attempts()).isEqualTo(2);
        ledger.feed().giveBack(again.lease(), null);
        assertThat(claim().attempts()).isEqualTo(2);
    }

    @Test
    void keepsALeaseThatIsExtended() {
        String run = begun("nustar");
        ledger.booking().owe(run, List.of(row("a", file("a"))));
        Lease held = claim().lease();
        for (int i = 0; i < 5; i++) {
            clock.forward(LEASE.dividedBy(2));
            assertThat(ledger.feed().extend(List.of(held))).isEmpty();
            assertThat(ledger.feed().offer(PLACES, null)).isEmpty();
        }
        assertThat(ledger.settlement().stored(held, STORED)).isTrue();
    }

    // --- paths

    @Test
    void givesAPathToOneProductForGood() {
        String run = begun("nustar");
        ledger.booking().owe(run, List.of(row("a", file("a")), row("b", file("b")), row("c", file("c"))));
        List<Product> products = drain();
        Settlement settlement = ledger.settlement();

        assertThat(settlement.reservePath(products.get(0).lease(), "file:", "N/x.evt.gz"))
                .contains("N/x.evt.gz");
        String digest = Digests.sha256(products.get(1).identity()).substring(0, 8);
        assertThat(settlement.reservePath(products.get(1).lease(), "file:", "n/X.evt.gz"))
                .contains("n/X-" + digest + ".evt.gz");
        assertThat(settlement.reservePath(products.get(1).lease(), "file:", "other"))
                .contains("n/X-" + digest + ".evt.gz");
        String third = Digests.sha256(products.get(2).identity()).substring(0, 8);
        assertThat(settlement.reservePath(products.get(2).lease(), "file:", "N"))
                .contains("N-" + third);
    }

    @Test
    void givesAFolderAnotherNameWhereAFileStands() {
        String run = begun("nustar");
        ledger.booking().owe(run, List.of(row("a", file("a")), row("b", file("b")), row("c", file("c"))));
        List<Product> products = drain();
        Settlement settlement = ledger.settlement();
        String digest = Digests.sha256("N/b.dat").substring(0, 8);

        assertThat(settlement.reservePath(products.get(0).lease(), "file:", "N/B.dat"))
                .contains("N/B.dat");
        assertThat(settlement.reservePath(products.get(1).lease(), "file:", "N/b.dat/x/y.fits"))
                .contains("N/b.dat-" + digest + "/x/y.fits");
        assertThat(settlement.reservePath(products.get(2).lease(), "file:", "N/b.dat/z.fits"))
                .contains("N/b.dat-" + digest + "/z.fits");
    }

    @Test
    void keepsThePathOfAProductThatIsFetchedAgain() {
        String first = begun("nustar");
        ledger.booking().owe(first, List.of(row("a", file("a"))));
        Product product = claim();
        ledger.settlement().reservePath(product.lease(), "file:", "a.fits", "5e1f");
        store(product);
        end(first);

        String run = begun("nustar");
        ledger.booking().owe(run, List.of(row("a", changed(file("a"), 77L, null))));
        Product again = claim();
        assertThat(again.path()).isEqualTo("a.fits");
        assertThat(again.intended()).isEqualTo("5e1f");
        assertThat(ledger.settlement().reservePath(again.lease(), "file:", "b.fits"))
                .contains("a.fits");
    }

    // --- the rest

    /** Done when an async job survives the death of the process that made it, whoever comes after. */
    @Test
    void givesAJobToTheRunThatComesAfterTheOneThatMadeIt() throws Exception {
        Ledger dead = another(home.resolve("other"));
        String old = begun(dead, "nustar");
        dead.jobs().keep("nustar", "query", old, "https://x.org/async/1");
        dead.close();
        assertThat(ledger.jobs().find("nustar", "query", old)).contains("https://x.org/async/1");

        ledger.runs().supersede(run("nustar"));
        String run = begun("nustar");

        assertThat(ledger.jobs().find("nustar", "another query", run)).isEmpty();
        assertThat(ledger.jobs().find("another", "query", run)).isEmpty();
        assertThat(ledger.jobs().find("nustar", "query", run)).contains("https://x.org/async/1");
        assertThat(ledger.jobs().find("nustar", "query", old)).isEmpty();
        ledger.jobs().forget("nustar", "query", run);
        assertThat(ledger.jobs().find("nustar", "query", run)).isEmpty();
    }

    @Test
    void leavesTheJobsOfARunThatGoesOnAndForgetsThoseOfYesterday() {
        String going = begun("nustar");
        ledger.jobs().keep("nustar", "query", going, "https://x.org/async/1");
        String other = begun("other");
        assertThat(ledger.jobs().find("nustar", "query", other)).isEmpty();

        ledger.runs().fail(going, "interrupted", false);
        clock.forward(Duration.ofHours(25));
        assertThat(ledger.jobs().find("nustar", "query", other)).isEmpty();
        assertThat(ledger.jobs().find("nustar", "query", going)).isPresent();
    }

    @Test
    void keepsPositions() {
        assertThat(ledger.targets().find("3C 105")).isEmpty();
        ledger.targets().keep("3C 105", 1, 2);
        ledger.targets().keep("3C 105", 61.818583, 3.707267);

        assertThat(ledger.targets().find("3C 105")).get().isEqualTo(new Position(61.818583, 3.707267, clock.instant()));
    }

    @Test
    void startsOneRunOfAFileThatIsTakenTwice() {
        Dropped file = new Dropped("m31.json", "abc", clock.instant());
        Run first = ledger.inbox().accept(file, List.of(run("nustar"))).get(0);
        assertThat(ledger.inbox().accept(file, List.of(run("nustar")))).containsExactly(first);
        ledger.runs().fail(first.id(), "no", false);
        assertThat(ledger.inbox().accept(file, List.of(run("nustar"))))
                .extracting(Run::id)
                .containsExactly(first.id());

        Dropped later = new Dropped("m31.json", "abc", clock.instant().plusSeconds(1));
        assertThat(ledger.inbox().accept(later, List.of(run("nustar"))))
                .extracting(Run::id)
                .doesNotContain(first.id())
                .hasSize(1);
    }

    @Test
    void aTablesPathIsItsHarvestsForGood() {
        String run = begun("a");
        Tables.Place place = ledger.tables().reserve(run, "h", "file:", "t/x.vot");
        assertThat(place.path()).isEqualTo("t/x.vot");
        assertThat(place.sha256()).isNull();
        ledger.tables().begun(place, "abc");
        assertThat(ledger.tables().reserve(run, "h", "file:", "t/x.vot").begun())
                .isEqualTo("abc");
        assertThat(ledger.tables().of(run)).isEmpty();

        ledger.tables().stored(place, run, 7, "abc");

        Tables.Place again = ledger.tables().reserve(run, "h", "file:", "t/x.vot");
        assertThat(again).isEqualTo(new Tables.Place(place.id(), "t/x.vot", "abc", null));
        assertThat(ledger.tables().of(run)).containsExactly("t/x.vot");
        assertThat(ledger.tables().reserve(run, "other", "file:", "t/x.vot").path())
                .matches("t/x-[0-9a-f]{8}\\.vot");
        assertThat(ledger.runs().find(run).orElseThrow().products()).isZero();
    }

    @Test
    void keepsTheColumnsOfARunUntilItEnds() {
        String run = begun("a");
        ledger.tables().keepColumns(run, "[1]");
        ledger.tables().keepColumns(run, "[2]");
        ledger.tables().keepColumns(run, "[1]");
        assertThat(ledger.tables().columns(run)).containsExactly("[1]", "[2]");

        ledger.runs().discovered(run, new Discovery(0, 0, 0, 0, false, null));
        assertThat(ledger.runs().due()).extracting(Run::id).containsExactly(run);
        assertThat(ledger.runs().finish(run)).isPresent();
        assertThat(ledger.tables().columns(run)).isEmpty();
    }

    // --- what is made of products

    private static final Stored PICTURE = new Stored(5, "11aa", null, "image/png", null, null, "{\"headers\":{}}");

    private Derived derive(Product product, String suffix, String sha256) {
        Derived derived = ledger.settlement()
                .derive(product.lease(), suffix, "{}", "file", "x" + suffix)
                .orElseThrow();
        assertThat(ledger.settlement().intend(product.lease(), derived, sha256)).isTrue();
        return derived;
    }

    private Product storedWithAPicture(String run) {
        ledger.booking().owe(run, List.of(row("a", file("a"))));
        Product product = claim();
        ledger.settlement().reservePath(product.lease(), "file", "x.fits", "00ff");
        Derived picture = derive(product, ".png", "11aa");
        assertThat(picture.path()).isEqualTo("x.png");
        ledger.settlement().stored(product.lease(), STORED, Map.of(picture.id(), PICTURE));
        return product;
    }

    @Test
    void storesWhatIsMadeOfAProductWithItAndCountsTheProduct() {
        String run = begun("nustar");

        Product product = storedWithAPicture(run);

        assertThat(counts(run)).isEqualTo("open 0, stored 1, skipped 0, failed 0");
        assertThat(ledger.reports().entries(run, 0, 10)).extracting(Entry::path).containsExactly("x.fits");
        assertThat(ledger.reports().derived(run, 0, 10))
                .extracting(Entry::path, Entry::parent, Entry::sha256, Entry::outcome)
                .containsExactly(tuple("x.png", product.id(), "11aa", "stored"));
        assertThat(ledger.audit().page("nustar", 0, 10))
                .extracting(Audit.Held::path)
                .containsExactly("x.fits", "x.png");
        assertThat(ledger.audit().page("other", 0, 10)).isEmpty();
    }

    @Test
    void isNotStoredBeforeItsProductIs() {
        String run = begun("nustar");
        ledger.booking().owe(run, List.of(row("a", file("a"))));
        Product product = claim();

        Derived picture = derive(product, ".png", "11aa");

        assertThat(picture.sha256()).isNull();
        assertThat(ledger.audit().page(null, 0, 10)).isEmpty();
        assertThat(ledger.audit().knows("file", "x.png")).isTrue();
        clock.forward(LEASE.plusSeconds(1));
        Product again = claim();
        assertThat(derive(again, ".png", "22bb").intended()).isEqualTo("11aa");
        assertThat(ledger.settlement().derive(product.lease(), ".png", "{}", "file", "x.png"))
                .isEmpty();
        assertThat(ledger.settlement().intend(product.lease(), picture, "33cc")).isFalse();
    }

    @Test
    void takesAnotherPathWhereAProductHasTheOneOfWhatIsMade() {
        String run = begun("nustar");
        ledger.booking().owe(run, List.of(row("a", file("a")), row("b", file("b"))));
        Product other = claim();
        ledger.settlement().reservePath(other.lease(), "file", "x.png", "00ff");

        assertThat(derive(claim(), ".png", "11aa").path()).matches("x-[0-9a-f]{8}\\.png");
    }

    @Test
    void letsWhatIsNotMadeAnyMoreLeave() {
        Product product = storedWithAPicture(begun("nustar"));
        String run = again("nustar");
        ledger.booking().owe(run, List.of(row("a", changed(file("a"), 11L, null))));
        Product newer = claim();
        assertThat(newer.id()).isEqualTo(product.id());

        store(newer);

        assertThat(ledger.leaving().take()).extracting(Leaving.Leaver::path).containsExactly("x.png");
        assertThat(ledger.reports().derived(run, 0, 10)).isEmpty();
    }

    @Test
    void owesTheProductWhereWhatWasMadeOfItIsDamaged() {
        Product product = storedWithAPicture(begun("nustar"));
        long picture = ledger.audit().page(null, 0, 10).get(1).id();
        String run = ledger.audit().begin(run("nustar-repair")).orElseThrow().id();

        assertThat(ledger.audit().repair(run, List.of(picture, product.id()))).isEqualTo(1);

        assertThat(claim().id()).isEqualTo(product.id());
    }

    // --- what is on its way into a bucket

    private List<String> left() {
        return ledger.uploads().left(Duration.ofDays(1)).stream()
                .map(Uploads.Upload::path)
                .toList();
    }

    @Test
    void leavesTheUploadOfWhatIsMadeAloneWhileItsProductIsFetched() {
        String run = begun("nustar");
        ledger.booking().owe(run, List.of(row("a", file("a"))));
        Product product = claim();
        derive(product, ".png", "11aa");
        ledger.uploads().begin("file", "x.png", "11aa");

        assertThat(left()).isEmpty();
        ledger.settlement().failed(product.lease(), FailureClass.FINAL, "404");
        assertThat(left()).containsExactly("x.png");
    }

    /** Of what is to be kept under another name: no product is there. */
    @Test
    void leavesACopyAloneWhileTheProcessLivesThatMakesIt() throws Exception {
        Ledger other = another(home.resolve("other"));
        other.uploads().begin("file", "x.fits.1", "00ff");
        assertThat(left()).isEmpty();

        other.close();

        assertThat(left()).containsExactly("x.fits.1");
    }

    @Test
    void waitsForNoCopyLongerThanItsAge() {
        ledger.uploads().begin("file", "x.fits.1", "00ff");
        clock.forward(Duration.ofHours(25));

        assertThat(left()).containsExactly("x.fits.1");
    }
}
