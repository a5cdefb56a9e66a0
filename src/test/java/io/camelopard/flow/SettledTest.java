package io.camelopard.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.apache.camel.component.file.GenericFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettledTest {
    private final MutableClock clock = new MutableClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final Settled settled = new Settled(Duration.ofSeconds(5), clock);

    @Test
    void takesAFileThatHasBeenQuiet() {
        assertThat(settled.accept(file("a.json", 10, 1))).isFalse();
        clock.advance(Duration.ofMillis(4999));
        assertThat(settled.accept(file("a.json", 10, 1))).isFalse();
        clock.advance(Duration.ofMillis(1));
        assertThat(settled.accept(file("a.json", 10, 1))).isTrue();
    }

    @Test
    void leavesAFileAloneWhoseWriterOnlyPauses() {
        for (int size = 0; size < 100; size += 10) {
            assertThat(settled.accept(file("a.csv", size, 1))).isFalse();
            clock.advance(Duration.ofSeconds(4));
            assertThat(settled.accept(file("a.csv", size, 1))).isFalse();
        }
        assertThat(settled.accept(file("a.csv", 100, 1))).isFalse();
        clock.advance(Duration.ofSeconds(5));

        assertThat(settled.accept(file("a.csv", 100, 1))).isTrue();
    }

    @Test
    void aNewTimeIsAChangeToo() {
        settled.accept(file("a.csv", 10, 1));
        clock.advance(Duration.ofSeconds(4));
        settled.accept(file("a.csv", 10, 2));
        clock.advance(Duration.ofSeconds(4));

        assertThat(settled.accept(file("a.csv", 10, 2))).isFalse();
    }

    @Test
    void filesSettleAtTheSameTime() {
        settled.accept(file("a.csv", 10, 1));
        settled.accept(file("b.csv", 10, 1));
        clock.advance(Duration.ofSeconds(5));

        assertThat(settled.accept(file("a.csv", 10, 1))).isTrue();
        assertThat(settled.accept(file("b.csv", 10, 1))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {".a.json", "a.json.part", "a.json.tmp", ".part"})
    void leavesWhatIsBeingWrittenAlone(String name) {
        settled.accept(file(name, 10, 1));
        clock.advance(Duration.ofDays(1));

        assertThat(settled.accept(file(name, 10, 1))).isFalse();
    }

    private static GenericFile<Object> file(String name, long size, long modified) {
        GenericFile<Object> file = new GenericFile<>();
        file.setFileName(name);
        file.setFileNameOnly(name);
        file.setFileLength(size);
        file.setLastModified(modified);
        return file;
    }
}
