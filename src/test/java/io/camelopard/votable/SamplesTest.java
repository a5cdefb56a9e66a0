package io.camelopard.votable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.camelopard.FinalException;
import io.camelopard.votable.Samples.Sample;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every recorded answer is read as its manifest says, in whatever dress it comes. */
class SamplesTest {
    static Stream<Sample> votables() {
        return Samples.votables().stream();
    }

    @ParameterizedTest
    @MethodSource("votables")
    void readsTheRowsOfTheManifest(Sample sample) {
        check(sample, sample.bytes());
    }

    @ParameterizedTest
    @MethodSource("votables")
    void readsItGzipped(Sample sample) {
        check(sample, Samples.gzip(sample.plain()));
    }

    @ParameterizedTest
    @MethodSource("votables")
    void countsTheRowsAndNotWhatNrowsSays(Sample sample) {
        String text = new String(sample.plain(), StandardCharsets.ISO_8859_1)
                .replaceAll("\\snrows=(\"\\d+\"|'\\d+')", "")
                .replaceAll("(<(\\w+:)?TABLE)(?=[\\s>])", "$1 nrows=\"18949\"");
        Documents.Read read = check(sample, text.getBytes(StandardCharsets.ISO_8859_1));
        if (read.trailer().table()) {
            assertThat(read.trailer().declaredRows()).isEqualTo(18949);
        }
    }

    @ParameterizedTest
    @MethodSource("votables")
    void scansTheSameTrailer(Sample sample) {
        Trailer read = Documents.read(sample.bytes()).trailer();
        Trailer scanned = Documents.scan(sample.bytes(), Limits.defaults());
        assertThat(scanned)
                .isEqualTo(new Trailer(
                        read.infos(), read.params(), read.services(), read.table(), -1, read.declaredRows()));
    }

    private static Documents.Read check(Sample sample, byte[] bytes) {
        Documents.Read read = Documents.read(bytes);
        assertThat(read.rows())
                .hasSize(sample.rows() == null ? 0 : sample.rows().intValue());
        assertThat(read.trailer().rows()).isEqualTo(read.rows().size());
        assertThat(read.trailer().table()).isEqualTo(sample.rows() != null);
        String[] statuses = sample.columns().get("query_status").split(";", -1);
        Arrays.stream(statuses)
                .filter(status -> status.startsWith("QUERY_STATUS="))
                .reduce((earlier, later) -> later)
                .ifPresent(last -> assertThat(read.trailer().queryStatus())
                        .contains(last.substring("QUERY_STATUS=".length()).toUpperCase(Locale.ROOT)));
        return read;
    }

    @Test
    void saysWhatCameInsteadOfAVotable() {
        assertThatThrownBy(() -> Documents.read(
                        Samples.named("errors/heasarc-browse-no-such-table.txt").bytes()))
                .isInstanceOf(FinalException.class)
                .hasMessageStartingWith(
                        "found text where a VOTable was expected: 'BatchStart Table xxx does not seem to exist!");
        assertThatThrownBy(() ->
                        Documents.read(Samples.named("errors/ukidss-error.html").bytes()))
                .isInstanceOf(FinalException.class)
                .hasMessageStartingWith("found an HTML page where a VOTable was expected: '");
    }
}
