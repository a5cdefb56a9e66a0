package io.camelopard.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.camelopard.FinalException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

class SafeNameTest {
    private static final Path ROOT = Path.of("/store");
    private static final Map<String, String> SEEN = new HashMap<>();

    @ParameterizedTest
    @CsvFileSource(resources = "/transfer/safe-names.csv", numLinesToSkip = 1)
    void keepsTheGoldenList(String name, String segment) {
        assertThat(SafeName.segment(unescaped(name))).isEqualTo(segment);
    }

    /** The list writes what a file cannot hold well as \\uXXXX. */
    private static String unescaped(String text) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            if (text.startsWith("\\u", i)) {
                out.append((char) Integer.parseInt(text.substring(i + 2, i + 6), 16));
                i += 5;
            } else {
                out.append(text.charAt(i));
            }
        }
        return out.toString();
    }

    @Test
    void cutsLongNamesButNotTheirExtension() {
        String one = SafeName.segment("x".repeat(300) + "1.fits.gz");
        String two = SafeName.segment("x".repeat(300) + "2.fits.gz");

        assertThat(one)
                .hasSize(SafeName.MAX_BYTES)
                .contains("~")
                .endsWith(".fits.gz")
                .isNotEqualTo(two);
        assertThat(SafeName.segment("ä".repeat(100)))
                .hasSizeLessThanOrEqualTo(SafeName.MAX_BYTES)
                .matches("(%[0-9A-F]{2}|~|[0-9a-f])+");
    }

    @Test
    void takesComposedAndDecomposedForOne() {
        assertThat(SafeName.segment("u\u0308"))
                .isEqualTo(SafeName.segment("\u00fc"))
                .isEqualTo("%C3%BC");
    }

    @Test
    void makesPathsThatStayBelow() {
        assertThat(SafeName.path("/a//b/../c.fits")).isEqualTo("a/b/%2E%2E/c.fits");
        assertThatThrownBy(() -> SafeName.path("//"))
                .isInstanceOf(FinalException.class)
                .hasMessage("'//' names no file");
    }

    @Test
    void givesOneKeyToWhatDiffersInCaseOnly() {
        assertThat(SafeName.key(SafeName.path("A/b.FITS"))).isEqualTo(SafeName.key(SafeName.path("a/B.fits")));
        assertThat(SafeName.key(SafeName.path("\u00c4"))).isNotEqualTo(SafeName.key(SafeName.path("\u00e4")));
    }

    @Property(tries = 100_000, shrinking = ShrinkingMode.OFF)
    void isSafeAndInjective(@ForAll("names") String name) {
        check(name);
    }

    @Tag("faults")
    @Property(tries = 1_000_000, shrinking = ShrinkingMode.OFF)
    void isSafeAndInjectiveForAMillion(@ForAll("names") String name) {
        check(name);
    }

    private void check(String name) {
        String segment = SafeName.segment(name);
        assertThat(segment.length()).isBetween(1, SafeName.MAX_BYTES);
        assertThat(segment).matches("[A-Za-z0-9._+=@%~-]+");
        assertThat(segment).doesNotMatch("[-.].*|.*\\.|(?i)(con|prn|aux|nul|com\\d|lpt\\d)(\\..*)?");
        Path target = ROOT.resolve(segment);
        assertThat(target.normalize().equals(target) && target.startsWith(ROOT)).isTrue();
        assertThat(SafeName.segment(name)).isEqualTo(segment);
        String normal = Normalizer.normalize(name, Normalizer.Form.NFC);
        String before = SEEN.putIfAbsent(segment, normal);
        assertThat(before == null || before.equals(normal)).isTrue();
    }

    @Provide
    Arbitrary<String> names() {
        Arbitrary<String> hostile = Arbitraries.of(
                "..",
                ".",
                "/",
                "\\",
                "%2e",
                "%",
                "\0",
                "\r\n",
                "\u202e",
                "CON",
                "nul",
                "COM1",
                ".fits",
                ".gz",
                "-",
                "~",
                " ",
                ":",
                "|",
                "<x",
                "${x}",
                "{{x}}",
                "\u00fc",
                "u\u0308",
                "\ud83d\ude00",
                "\ud800",
                "x",
                "X",
                "a",
                "0",
                "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx");
        return Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(4, hostile.list().ofMaxSize(14).map(list -> String.join("", list))),
                net.jqwik.api.Tuple.of(1, Arbitraries.strings().ofMaxLength(90)));
    }
}
