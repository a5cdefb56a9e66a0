package io.camelopard.harvest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.camelopard.MisuseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetsTest {
    @TempDir
    Path folder;

    private List<Targets.One> read(String file, String text) throws IOException {
        Files.writeString(folder.resolve(file), text);
        return Targets.read(TargetSpec.ofFile(file), folder);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "83.633210 +22.014460     | 83.63321    | 22.01446",
                "83.63321 -22.0           | 83.63321    | -22.0",
                "83.63321,22              | 83.63321    | 22",
                "-10 5                    | 350         | 5",
                "04:07:16.4 +03:42:25     | 61.8183333  | 3.7069444",
                "04 07 16.4 -00 42 25     | 61.8183333  | -0.7069444",
                "4h7m16.4s +3d42m25s      | 61.8183333  | 3.7069444",
                "04:07:16.4+03:42:25      | 61.8183333  | 3.7069444",
                "05h34m +22d01m           | 83.5        | 22.0166667",
            })
    void readsPositions(String text, double ra, double dec) {
        Position position = Targets.parse(text).position();
        assertThat(position).isNotNull();
        assertThat(position.ra()).isCloseTo(ra, within(1e-6));
        assertThat(position.dec()).isCloseTo(dec, within(1e-6));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"3C 105", "M 51", "NGC 253", "Crab", "HD 1 2 3", "2MASS J05343194+2200521", "47 Tuc", "M51"})
    void takesTheRestForNames(String text) {
        assertThat(Targets.parse(text)).isEqualTo(new Targets.One(text, null, java.util.Map.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"400 5", "10 95", "25:00:00 +10:00:00", "10:61:00 +10:00:00", "10:00:00 +91:00:00"})
    void refusesWhatIsOutsideTheSphere(String text) {
        assertThatThrownBy(() -> Targets.parse(text)).isInstanceOf(MisuseException.class);
    }

    @Test
    void readsCsv() throws IOException {
        List<Targets.One> targets = read("t.csv", """
                # comment
                 Name , RA,Dec,mag,note
                "3C 273",187.2779,2.0524,12.9,"a, ""b""
                and more"

                M 51,,,8,
                ,1.5,-2,,x
                """);

        assertThat(targets).hasSize(3);
        assertThat(targets.get(0))
                .isEqualTo(new Targets.One(
                        "3C 273",
                        new Position(187.2779, 2.0524),
                        java.util.Map.of("mag", "12.9", "note", "a, \"b\"\nand more")));
        assertThat(targets.get(1).position()).isNull();
        assertThat(targets.get(1).columns()).containsEntry("mag", "8").containsEntry("note", null);
        assertThat(targets.get(2).label()).isEqualTo("1.50000 -2.00000");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a,b;1,2               | t.csv:1: no column name (or object, target, main_id) and not both ra and dec",
                "name,ra,dec;x,1,2;y,z,3 | t.csv:3: 'z 3' is no position",
                "ra,dec;1,2;3,99       | t.csv:3: declination 99.0 is outside -90 to 90 degrees",
                "name,ra;x             | t.csv:2: 1 values for 2 columns",
                "name,mag;,3           | t.csv:2: neither a name nor a position",
                "name                  | t.csv: no targets in it",
                "name;\"x              | t.csv:2: a quote that is never closed",
            })
    void tellsTheLineOfWhatIsWrong(String text, String message) {
        assertThatThrownBy(() -> read("t.csv", text.replace(';', '\n')))
                .isInstanceOf(MisuseException.class)
                .hasMessageStartingWith(folder.resolve("t.csv") + message.substring(5));
    }

    @Test
    void knowsTheNamesOfColumns() throws IOException {
        assertThat(read("a.csv", "main_id,_RAJ2000,_DEJ2000\nx,1,2\n").get(0).position())
                .isEqualTo(new Position(1, 2));
        assertThat(read("b.csv", "s_ra,s_dec\n1,2\n").get(0).name()).isNull();
        assertThat(read("c.csv", "object,RAJ2000,DEJ2000\nx,05 34 31.9,+22 00 52\n")
                        .get(0)
                        .position())
                .isNotNull();
    }

    @Test
    void saysSoWhenThereIsNoFile() {
        assertThatThrownBy(() -> Targets.read(TargetSpec.ofFile("no.csv"), folder))
                .isInstanceOf(MisuseException.class)
                .hasMessage(folder.resolve("no.csv") + ": there is no such target file");
    }
}
