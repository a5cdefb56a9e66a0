package io.camelopard.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.camelopard.MisuseException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RewritesTest {
    private final Rewrites rewrites = Rewrites.of(Map.of(
            "camelopard.rewrite.1", "https://heasarc.gsfc.nasa.gov/FTP/ => s3://nasa-heasarc/",
            "camelopard.rewrite.2", "https://heasarc.gsfc.nasa.gov/FTP/rosat/=>file:/FTP/rosat/",
            "camelopard.rewrite.3", "https://heasarc.gsfc.nasa.gov  =>  http://127.0.0.1:8080/heasarc/",
            "camelopard.rewrite.4", "HTTP://Example.ORG:80/a b/ => http://127.0.0.1:8080/",
            "camelopard.rewrite.5", "https://example.org/tap? => http://127.0.0.1:8080/tap?x=1&"));

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        https://heasarc.gsfc.nasa.gov/FTP/nustar//x/          | s3://nasa-heasarc/nustar//x/
        https://heasarc.gsfc.nasa.gov/FTP/rosat/a.fits.Z      | file:/FTP/rosat/a.fits.Z
        https://heasarc.gsfc.nasa.gov/FTP/rosat/../x          | s3://nasa-heasarc/x
        https://heasarc.gsfc.nasa.gov/FTP/rosat/../../x       | http://127.0.0.1:8080/heasarc/x
        https://HEASARC.gsfc.nasa.gov:443/docs?a=b            | http://127.0.0.1:8080/heasarc/docs?a=b
        https://heasarc.gsfc.nasa.gov                         | http://127.0.0.1:8080/heasarc/
        http://example.org/a%20b/c d                          | http://127.0.0.1:8080/c%20d
        https://example.org/tap?LANG=ADQL                     | http://127.0.0.1:8080/tap?x=1&LANG=ADQL
        """)
    void putsTheRightSideOfTheLongestLeftSideInItsPlace(String url, String expected) {
        assertThat(rewrites.find(url).map(rule -> rule.there(url))).hasValue(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://heasarc.gsfc.nasa.gov/FTP/x",
                "https://heasarc.gsfc.nasa.gov.example/FTP/x",
                "https://example.org/tap/sync",
                "s3://nasa-heasarc/x",
                "FTP/x"
            })
    void leavesEverythingElse(String url) {
        assertThat(rewrites.find(url)).isEmpty();
    }

    @Test
    void findsTheLongestThatLeadsToHttpWhereOnlyThatCanBeUsed() {
        String url = "https://heasarc.gsfc.nasa.gov/FTP/rosat/a.fits.Z";

        assertThat(rewrites.http(url).map(rule -> rule.there(url)))
                .hasValue("http://127.0.0.1:8080/heasarc/FTP/rosat/a.fits.Z");
    }

    @Test
    void callsWhatWasFoundThereByItsOwnAddressAgain() {
        Rewrites.Rule rule = rewrites.find("https://heasarc.gsfc.nasa.gov/x").orElseThrow();

        assertThat(rule.back("http://127.0.0.1:8080/heasarc/x/y?z")).isEqualTo("https://heasarc.gsfc.nasa.gov/x/y?z");
        assertThat(rule.back("https://elsewhere.example/x")).isEqualTo("https://elsewhere.example/x");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "https://a.example/",
                "https://a.example/ -> https://b.example/",
                "s3://bucket/ => https://b.example/",
                "https://a.example/ => ftp://b.example/",
                "https://a.example/ => s3://",
                "https://a.example/ => file:relative/",
                "https://a.example/ => https://user:word@b.example/",
                "https://a.example/ => https://b.example/ => https://c.example/"
            })
    void refusesWhatIsNoRule(String rule) {
        assertThatThrownBy(() -> Rewrites.of(Map.of("camelopard.rewrite.1", rule)))
                .isInstanceOf(MisuseException.class)
                .hasMessageStartingWith("camelopard.rewrite.1 = " + rule + ": ");
    }

    @Test
    void refusesTwoRulesForTheSame() {
        assertThatThrownBy(() -> Rewrites.of(Map.of(
                        "camelopard.rewrite.1", "https://a.example => s3://one/",
                        "camelopard.rewrite.2", "https://A.example:443/ => s3://two/")))
                .isInstanceOf(MisuseException.class)
                .hasMessage(
                        "camelopard.rewrite.2 = https://A.example:443/ => s3://two/: another rule has the same left side");
    }
}
