package io.camelopard.fits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.camelopard.FinalException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeywordsTest {
    private static final String PRIMARY = header(
            "SIMPLE  =                    T",
            "BITPIX  =                    8",
            "NAXIS   =                    0",
            "OBJECT  = 'O''Neill / 7' / a slash in quotes",
            "EXPTIME =               1.25D2 / s",
            "FLAG    =                    F",
            "EMPTY   =",
            "BLANKS  = '        '",
            "HIERARCH ESO INS FILT1 NAME = 'B_639' / Filter",
            "HIERARCH ESO DET WIN1 NX=2048",
            "COMMENT   EXPTIME = 3");
    private static final String EXTENSION = header(
            "XTENSION= 'IMAGE   '",
            "BITPIX  =                    8",
            "NAXIS   =                    0",
            "PCOUNT  =                    0",
            "GCOUNT  =                    1",
            "EXPTIME =                    7",
            "GAIN    =                  2.1");

    @TempDir
    Path folder;

    private static String header(String... cards) {
        byte[] block = new HeaderEditor(HeaderText.header(String.join("\n", cards))).toBytes();
        return new String(block, StandardCharsets.ISO_8859_1);
    }

    private Map<String, Object> values(String file, String... names) throws IOException {
        Path path = Files.write(folder.resolve("x.fits"), file.getBytes(StandardCharsets.ISO_8859_1));
        try (FileSource source = FileSource.open(path)) {
            return new Keywords(List.of(names)).from(source);
        }
    }

    @Test
    void givesValuesAsWhatTheyAre() throws IOException {
        assertThat(values(PRIMARY, "OBJECT", "EXPTIME", "flag", "EMPTY", "BLANKS", "NAXIS", "NONE"))
                .containsExactly(
                        Map.entry("OBJECT", "O'Neill / 7"),
                        Map.entry("EXPTIME", 125.0),
                        Map.entry("flag", false),
                        Map.entry("NAXIS", 0L));
    }

    @Test
    void takesEachFromTheFirstHduThatHasIt() throws IOException {
        assertThat(values(PRIMARY + EXTENSION, "EXPTIME", "GAIN"))
                .containsOnly(Map.entry("EXPTIME", 125.0), Map.entry("GAIN", 2.1));
    }

    @Test
    void knowsTheKeywordsOfEso() throws IOException {
        assertThat(values(PRIMARY, "HIERARCH ESO INS FILT1 NAME", "ESO DET WIN1 NX"))
                .containsOnly(Map.entry("HIERARCH ESO INS FILT1 NAME", "B_639"), Map.entry("ESO DET WIN1 NX", 2048L));
    }

    @Test
    void refusesWhatIsNoFits() {
        assertThatThrownBy(() -> values("<html>", "OBJECT"))
                .isInstanceOf(FinalException.class)
                .hasMessage("not a FITS file: it does not begin with SIMPLE");
    }
}
