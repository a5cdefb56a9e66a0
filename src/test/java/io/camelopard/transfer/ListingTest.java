package io.camelopard.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.camelopard.FinalException;
import io.camelopard.TransientException;
import io.camelopard.transfer.Listing.Entry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListingTest {
    private static final URI PAGE = URI.create("http://h.org/data/obs/");

    private static List<Entry> recorded(String file, String page) throws IOException {
        try (InputStream in = ListingTest.class.getResourceAsStream("/vo-samples/dirindex/" + file)) {
            return read(in, URI.create(page), URI.create(page), Limits.defaults());
        }
    }

    private static List<Entry> read(InputStream in, URI page, URI start, Limits limits) {
        List<Entry> entries = new ArrayList<>();
        Listing.read(in, page, start, limits, entries::add);
        return entries;
    }

    private static List<Entry> read(String html) {
        return read(stream(html), PAGE, PAGE, Limits.defaults());
    }

    private static InputStream stream(String html) {
        return new ByteArrayInputStream(html.getBytes(StandardCharsets.UTF_8));
    }

    private static String index(String... links) {
        return "<html><head><title>Index of /data/obs</title></head><body><pre>" + String.join("\n", links)
                + "\n</pre></body></html>";
    }

    private static String link(String href) {
        return "<a href=\"" + href + "\">x</a>  2020-11-06 20:20  1 ";
    }

    @Test
    void readsApachePre() throws IOException {
        // The double slash is HEASARC's.
        String page = "https://heasarc.gsfc.nasa.gov/FTP/nustar/data/obs/00/8//80002092008/";

        List<Entry> entries = recorded("heasarc-nustar-80002092008.html", page);

        Instant time = Instant.parse("2020-11-06T20:20:00Z");
        assertThat(entries)
                .containsExactly(
                        new Entry("auxil", URI.create(page + "auxil/"), true, null, time, "2020-11-06 20:20 -"),
                        new Entry("event_cl", URI.create(page + "event_cl/"), true, null, time, "2020-11-06 20:20 -"),
                        new Entry("event_uf", URI.create(page + "event_uf/"), true, null, time, "2020-11-06 20:20 -"),
                        new Entry("hk", URI.create(page + "hk/"), true, null, time, "2020-11-06 20:20 -"),
                        new Entry(
                                "nu80002092008.cat.gz",
                                URI.create(page + "nu80002092008.cat.gz"),
                                false,
                                null,
                                time,
                                "2020-11-06 20:20 3.4K"),
                        new Entry(
                                "pipe.log", URI.create(page + "pipe.log"), false, null, time, "2020-11-06 20:20 1.7M"));
    }

    @Test
    void readsApacheTable() throws IOException {
        List<Entry> entries = recorded("apache-table.html", "http://www.craig-wood.com/nick/pub/");

        assertThat(entries).hasSize(18);
        assertThat(entries.stream().filter(Entry::directory))
                .extracting(Entry::name)
                .containsExactly("gchq-challenge", "mandelterm", "pymath", "snake-puzzle", "stressdisk");
        assertThat(entries)
                .element(0)
                .isEqualTo(new Entry(
                        "SWIG-embed.tar.gz",
                        URI.create("http://www.craig-wood.com/nick/pub/SWIG-embed.tar.gz"),
                        false,
                        null,
                        Instant.parse("2005-11-29T16:27:00Z"),
                        "29-Nov-2005 16:27 2.3K"));
        assertThat(entries)
                .filteredOn(e -> e.size() != null)
                .extracting(Entry::name, Entry::size)
                .containsExactly(
                        tuple("pgp-key.txt", 400L), tuple("Now 100% better.mp3", 0L), tuple("Now better.mp3", 0L));
    }

    @Test
    void readsNginx() throws IOException {
        List<Entry> entries = recorded("nginx.html", "http://h.org/atomic/fedora/");

        assertThat(entries)
                .extracting(Entry::name)
                .containsExactly("deltas", "objects", "refs", "state", "config", "summary");
        assertThat(entries)
                .element(5)
                .isEqualTo(new Entry(
                        "summary",
                        URI.create("http://h.org/atomic/fedora/summary"),
                        false,
                        806L,
                        Instant.parse("2017-05-04T21:36:00Z"),
                        "04-May-2017 21:36 806"));
    }

    @Test
    void readsIrsa() throws IOException {
        List<Entry> entries = recorded("irsa-ibe-datasets.html", "https://irsa.ipac.caltech.edu/ibe/search/ptf");

        assertThat(entries)
                .containsExactly(new Entry(
                        "images",
                        URI.create("https://irsa.ipac.caltech.edu/ibe/search/ptf/images"),
                        false,
                        null,
                        null,
                        ""));
    }

    @Test
    void readsLighttpdAndIconsThatAreLinks() {
        String lighttpd = """
                <html><head><title>Index of /data/obs/</title></head><body><table><tbody>
                <tr class="d"><td class="n"><a href="../">..</a>/</td><td class="m">&nbsp;</td><td class="s">- &nbsp;</td></tr>
                <tr class="d"><td class="n"><a href="sub/">sub</a>/</td><td class="m">2017-May-04 21:37:12</td><td class="s">- &nbsp;</td></tr>
                <tr><td class="n"><a href="x.fits">x.fits</a></td><td class="m">2017-May-04 21:37:12</td><td class="s">3.4K</td></tr>
                </tbody></table></body></html>""";
        assertThat(read(lighttpd))
                .extracting(Entry::name, Entry::directory, Entry::modified)
                .containsExactly(
                        tuple("sub", true, Instant.parse("2017-05-04T21:37:00Z")),
                        tuple("x.fits", false, Instant.parse("2017-05-04T21:37:00Z")));

        String icons = index(
                "<a href=\"sub\"><img src=\"/icons/folder.gif\" alt=\"[DIR]\"></a> <a href=\"sub\">sub</a> 2020-11-06 20:20  - ",
                "<a href=\"x\"><img src=\"/icons/text.gif\" alt=\"[TXT]\"></a> <a href=\"x\">x</a> 2020-11-06 20:20  12 ");
        assertThat(read(icons))
                .extracting(Entry::name, Entry::size, e -> e.url().getPath())
                .containsExactly(tuple("sub", null, "/data/obs/sub/"), tuple("x", 12L, "/data/obs/x"));
    }

    @Test
    void takesAnIconForAFolderWithoutSlash() {
        String icon = index(
                "<img src=\"/icons/folder.gif\" alt=\"[DIR]\"> <a href=\"sub\">sub</a>  2020-11-06 20:20    -   ");

        assertThat(read(icon)).singleElement().satisfies(entry -> {
            assertThat(entry.directory()).isTrue();
            assertThat(entry.url()).hasToString("http://h.org/data/obs/sub/");
        });
    }

    @Test
    void readsPlainLists() {
        assertThat(read("<html><title>Directory listing for /data/obs/</title><ul><li><a href=\"a%20b\">a b</a></li>"
                        + "<li><a href=\"c/\">c/</a></li></ul></html>"))
                .extracting(Entry::name)
                .containsExactly("a b", "c");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../",
                "..",
                "./",
                ".",
                "/",
                "/data/",
                "/data/obs/",
                "/data/other/x",
                "/data/obs",
                "?C=N;O=D",
                "x?C=N",
                "x?download=1",
                "#top",
                "javascript:alert(1)",
                "mailto:me@h.org",
                "http://evil.org/data/obs/x",
                "https://h.org/data/obs/x",
                "http://h.org:8080/data/obs/x",
                "//evil.org/data/obs/x",
                "ftp://h.org/data/obs/x",
                "a/b",
                "a/b/",
                "a/../../x",
                "../x",
                "%2e%2e/",
                "%2e%2e/x",
                "%2e%2e%2fx",
                "..%2fx",
                "x%2f",
                "a%2fb",
                "a%5cb",
                "..%5cx",
                "a\\b",
                "x%00",
                "x%0d%0a",
                "index.html",
                "index.htm",
                "/data/obs/../x",
                "/data/obs/%2e%2e/x",
                "file:///etc/passwd",
                "http://user@h.org/data/obs/x",
                "",
                " "
            })
    void passesOverWhatIsNotDirectlyBelow(String href) {
        assertThat(read(index(link(href), link("good.fits"))))
                .extracting(Entry::name)
                .containsExactly("good.fits");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "./x",
                "/data/obs/x",
                "/data//obs/x",
                "http://h.org/data/obs/x",
                "HTTP://H.ORG:80/data/obs/x",
                "%78",
                "../obs/x"
            })
    void takesWhatIsDirectlyBelow(String href) {
        assertThat(read(index(link(href)))).singleElement().satisfies(entry -> {
            assertThat(entry.name()).isEqualTo("x");
            assertThat(entry.size()).isEqualTo(1L);
        });
    }

    @Test
    void neverLeavesTheStart() {
        URI start = URI.create("http://h.org/data/obs/");

        assertThat(read(stream(index(link("x"))), URI.create("http://h.org/data/"), start, Limits.defaults()))
                .isEmpty();
    }

    @Test
    void saysThatAPageIsNoListing() {
        String page = "<html><head><title>Log in</title></head><body><a href=\"help\">Help</a></body></html>";

        assertThatThrownBy(() -> read(page))
                .isInstanceOf(FinalException.class)
                .hasMessageStartingWith("http://h.org/data/obs/: is an HTML page but not a directory listing");
    }

    @Test
    void takesAnEmptyFolderForWhatItIs() {
        assertThat(read(index())).isEmpty();
    }

    @Test
    void noticesAListingThatIsCutOff() {
        String whole = index(link("a"), link("b"));

        assertThatThrownBy(() -> read(whole.substring(0, whole.indexOf("</pre>"))))
                .isInstanceOf(TransientException.class)
                .hasMessageContaining("ends without </html>");
    }

    @Test
    void keepsItsLimits() {
        Limits few = new Limits(1, 1, 1, 2, 1000, 1, 1);

        assertThatThrownBy(() -> read(stream(index(link("a"), link("b"), link("c"))), PAGE, PAGE, few))
                .isInstanceOf(FinalException.class)
                .hasMessageContaining("more than the 2 entries allowed");
        assertThatThrownBy(() -> read(stream(index("x".repeat(2000))), PAGE, PAGE, few))
                .isInstanceOf(FinalException.class)
                .hasMessageContaining("longer than the 1000 bytes allowed");
        for (String endless : List.of("<!--", "<a href=\"", "<a ", "text", "<script>", "<textarea>")) {
            assertThatThrownBy(
                            () -> read(stream(index(endless + "x".repeat(3_000_000))), PAGE, PAGE, Limits.defaults()))
                    .isInstanceOf(FinalException.class)
                    .hasMessageContaining("no element in");
        }
    }
}
