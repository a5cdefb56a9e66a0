package io.camelopard.harvest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathFilterTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "*.fits          | a.fits              | true",
                "*.fits          | b/a.fits            | false",
                "**/*.fits       | a.fits              | true",
                "**/*.fits       | b/c/a.fits          | true",
                "b/**            | b/c/a.fits          | true",
                "b/**            | b                   | false",
                "b/              | b/c/a.fits          | true",
                "b/*/a.fits      | b/c/a.fits          | true",
                "b/*/a.fits      | b/c/d/a.fits        | false",
                "b/**/a.fits     | b/a.fits            | true",
                "a?[0-9].{gz,fz} | ab7.fz              | true",
                "a?[!0-9].gz     | ab7.gz              | false",
                "a.b             | axb                 | false",
                "Norder=5/**     | Norder=5/Dir=0/x.pq | true",
                "a+b(1).fits     | a+b(1).fits         | true",
            })
    void accepts(String glob, String path, boolean accepted) {
        assertThat(PathFilter.of(List.of(glob), List.of()).accepts(path)).isEqualTo(accepted);
        assertThat(PathFilter.of(List.of(), List.of(glob)).accepts(path)).isEqualTo(!accepted);
    }

    @Test
    void entersOnlyWhereSomethingCanMatch() {
        PathFilter filter = PathFilter.of(
                List.of("*.properties", "dataset/_common_metadata", "dataset/Norder=5/**"), List.of("**/Dir=7/**"));

        assertThat(filter.enters("dataset")).isTrue();
        assertThat(filter.enters("dataset/Norder=5/")).isTrue();
        assertThat(filter.enters("dataset/Norder=5/Dir=0")).isTrue();
        assertThat(filter.enters("dataset/Norder=6")).isFalse();
        assertThat(filter.enters("other")).isFalse();
        assertThat(filter.enters("a.properties")).isFalse();
        assertThat(filter.enters("dataset/_common_metadata")).isFalse();
        assertThat(filter.enters("dataset/Norder=5/Dir=7")).isFalse();
        assertThat(filter.accepts("dataset/Norder=5/Dir=7/x.pq")).isFalse();
    }

    /** VO-TRAPS 5, HATS: a pixel is a file, or a folder with several. */
    @Test
    void entersThePixelFoldersOfHats() {
        PathFilter filter = PathFilter.of(List.of("dataset/Norder=5/**"), List.of());

        assertThat(filter.accepts("dataset/Norder=5/Dir=0/Npix=3.parquet")).isTrue();
        assertThat(filter.enters("dataset/Norder=5/Dir=0/Npix=4")).isTrue();
        assertThat(filter.accepts("dataset/Norder=5/Dir=0/Npix=4/part0.parquet"))
                .isTrue();
        assertThat(filter.accepts("dataset/Norder=6/Dir=0/Npix=4/part0.parquet"))
                .isFalse();
    }

    @Test
    void excludeWins() {
        PathFilter filter = PathFilter.of(List.of("**/*.gz"), List.of("hk", "**/*_bad.gz"));
        assertThat(filter.accepts("event_cl/a.gz")).isTrue();
        assertThat(filter.accepts("event_cl/a_bad.gz")).isFalse();
        assertThat(filter.accepts("hk/a.gz")).isFalse();
        assertThat(filter.enters("hk")).isFalse();
        assertThat(filter.enters("event_cl")).isTrue();
    }

    @Test
    void withoutGlobsEverythingIsWanted() {
        assertThat(PathFilter.ALL.accepts("a/b")).isTrue();
        assertThat(PathFilter.ALL.enters("a")).isTrue();
    }

    @Test
    void refusesWhatIsNoGlob() {
        assertThatThrownBy(() -> PathFilter.of(List.of("[a"), List.of())).hasMessageContaining("glob '[a'");
        assertThatThrownBy(() -> PathFilter.of(List.of("/a"), List.of())).hasMessageContaining("relative");
    }
}
