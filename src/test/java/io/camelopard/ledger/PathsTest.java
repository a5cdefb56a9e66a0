package io.camelopard.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathsTest {
    @ParameterizedTest
    @CsvSource({
        "x.fits, x-ca978112.fits",
        "N/x.y/nu60001.evt.gz, N/x.y/nu60001-ca978112.evt.gz",
        "N.d/readme, N.d/readme-ca978112",
        "N/.hidden, N/.hidden-ca978112",
        "a.tar.bz2, a-ca978112.tar.bz2",
        "image.fits.fz, image-ca978112.fits.fz",
        "v1.2, v1-ca978112.2",
    })
    void putsTheDigestBeforeTheExtension(String wanted, String other) {
        assertThat(Paths.candidates(wanted, "a")).startsWith(wanted, other);
    }

    @ParameterizedTest
    @CsvSource({"NGC1/A.fits, ngc1/a.FITS", "e\u0301.fits, \u00c9.fits", "stra\u00dfe, STRASSE"})
    void takesForTheSameWhatSomeFileSystemTakesForTheSame(String one, String two) {
        assertThat(Paths.key(one)).isEqualTo(Paths.key(two));
    }
}
