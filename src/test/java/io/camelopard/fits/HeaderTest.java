package io.camelopard.fits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.camelopard.FinalException;
import org.junit.jupiter.api.Test;

class HeaderTest {
    private static final Header HEADER = HeaderText.header("""
            NAXIS1  =                  100 / comment
            CRVAL1  =            1.25D+002
            OBJECT  = 'O''Brien / 3  ' / a name
            EMPTY   =                      / nothing
            QUOTED  = '12.5    '
            HISTORY = not a value
            COMMENT   CRVAL2  = 3
            SIMPLE  =                    T
            WORD    =                  abc
            NAXIS1  =                  200
            """);

    @Test
    void readsValuesAsTheyAreWritten() {
        assertThat(HEADER.whole("NAXIS1")).isEqualTo(100);
        assertThat(HEADER.number("CRVAL1")).isEqualTo(125.0);
        assertThat(HEADER.text("OBJECT")).isEqualTo("O'Brien / 3");
        assertThat(HEADER.number("QUOTED")).isEqualTo(12.5);
        assertThat(HEADER.isTrue("SIMPLE")).isTrue();
    }

    @Test
    void whatIsAbsentOrEmptyHasTheDefault() {
        assertThat(HEADER.number("CRVAL2")).isNull();
        assertThat(HEADER.number("EMPTY", 7)).isEqualTo(7);
        assertThat(HEADER.text("EMPTY", "nothing")).isEqualTo("nothing");
    }

    @Test
    void saysWhichKeywordIsNoNumber() {
        assertThatThrownBy(() -> HEADER.number("WORD"))
                .isInstanceOf(FinalException.class)
                .hasMessage("FITS keyword WORD is 'abc', no number");
        assertThatThrownBy(() -> HEADER.whole("CRVAL1"))
                .hasMessage("FITS keyword CRVAL1 is '1.25D+002', no whole number");
        assertThatThrownBy(() -> HEADER.whole("NAXIS2", "HDU 1")).hasMessage("HDU 1: the header has no NAXIS2");
    }
}
