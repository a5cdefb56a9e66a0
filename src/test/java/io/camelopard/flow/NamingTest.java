package io.camelopard.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.camelopard.harvest.Alternative;
import io.camelopard.harvest.Harvest;
import io.camelopard.harvest.HarvestFile;
import io.camelopard.testing.MisbehavingServer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The names of HARVEST.md, "Store". */
class NamingTest {
    @TempDir
    Path temp;

    private static String name(String template, Map<String, Object> link, String disposition, String url, String type) {
        String yaml = """
                description: names
                search: {protocol: none, urls: ["https://x.org/a"]}
                store: {to: "file:out"%s}
                """.formatted(template == null ? "" : ", name: '" + template + "'");
        Harvest harvest = HarvestFile.parse("names.yaml", yaml);
        Map<String, Object> columns = new LinkedHashMap<>(link);
        columns.put("access_url", url);
        Naming naming = new Naming(harvest, Products.row(Map.of("object", "NGC 1/2", "id", "a.b")), null, "svc");
        return Naming.safe(naming.file(
                Alternative.THIS,
                Products.link(columns),
                disposition,
                "ivo://x/y?d/7 8.fits",
                url,
                type,
                UnaryOperator.identity()));
    }

    @ParameterizedTest
    @CsvSource({
        "https://x.org/get/x.fits.gz, x.fits.gz",
        "https://x.org/get/x%20y.fits, x%20y.fits",
        "https://x.org/get?id=7, 7%208.fits",
        "https://x.org/get/, get",
        "https://x.org/, product",
    })
    void takesTheUrlOrTheIdentifierOfTheDataset(String url, String name) {
        assertThat(name(null, Map.of(), null, url, null)).isEqualTo(name);
    }

    @Test
    void takesTheFileNameOfTheService() {
        String url = "https://x.org/get?id=7";
        assertThat(name(null, Map.of(), "attachment; filename=\"hst 1.fits\"", url, null))
                .isEqualTo("hst%201.fits");
        assertThat(name(null, Map.of("productFilename", "rings.v3.fits"), "inline; filename=other", url, null))
                .isEqualTo("rings.v3.fits");
        assertThat(name(null, Map.of("productFilename", "../../etc/x"), null, url, null))
                .isEqualTo("%2E.%2F..%2Fetc%2Fx");
    }

    @ParameterizedTest
    @CsvSource({
        "{stem}_data{ext}, x_data.fits.gz",
        "{object}, NGC%201%2F2.fits.gz",
        "{object}/{stem}, NGC%201%2F2/x.fits.gz",
        "{id}, a.b.fits.gz",
        "fixed.evt, fixed.evt",
        "{id}.evt, a.b.evt",
        "{service}-{stem}, svc-x.fits.gz",
        "{ext}, .fits.gz",
    })
    void fillsInATemplate(String template, String name) {
        String expected = name.startsWith(".") ? "%2E" + name.substring(1) : name;
        assertThat(name(template, Map.of(), null, "https://x.org/x.fits.gz", null))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "image/fits, d.fits",
        "application/x-votable+xml;serialization=binary2, d.vot",
        "image/jpeg, d.jpg",
        "application/octet-stream, d",
        ", d",
    })
    void takesTheExtensionFromTheTypeWhereTheNameHasNone(String type, String name) {
        assertThat(name("{stem}", Map.of(), null, "https://x.org/d", type)).isEqualTo(name);
        assertThat(name("{stem}{ext}", Map.of(), null, "https://x.org/d", type)).isEqualTo(name);
    }

    /** HARVEST.md, "Store": the extension is that of the file as stored, not that of its dataset. */
    @ParameterizedTest
    @CsvSource({
        "https://x.org/x.fits?preview=True, image/jpeg, 7%208.jpg",
        "https://x.org/x.png, image/png, x.png",
        "https://x.org/x.jpeg, image/jpeg, x.jpeg",
        "https://x.org/x.fits.gz, application/fits, x.fits",
        "https://x.org/x.fits, application/gzip, x.fits",
        "https://x.org/x.fits.gz, application/gzip, x.fits.gz",
        "https://x.org/x.pha, application/fits, x.pha",
        "https://x.org/x.fits, application/octet-stream, x.fits",
        "https://x.org/x.fits, text/html, x.fits",
    })
    void correctsAnExtensionThatContradictsTheFile(String url, String type, String name) {
        assertThat(name(null, Map.of(), null, url, type)).isEqualTo(name);
        assertThat(name("{stem}{ext}", Map.of(), null, url, type)).isEqualTo(name);
        assertThat(name("{stem}", Map.of(), null, url, type)).isEqualTo(name);
    }

    @Test
    void namesTheFolderOfADirectory() {
        try (MisbehavingServer archive = MisbehavingServer.start();
                Trial trial = Trial.in(temp).start()) {
            archive.serve("/obs/7/")
                    .text(
                            "<html><title>Index of /obs/7</title><body><a href=\"e/\">e</a><a href=\"r.txt\">r</a></body></html>")
                    .type("text/html");
            archive.serve("/obs/7/e/")
                    .text("<html><title>Index of /obs/7/e</title><body><a href=\"x.txt\">x</a></body></html>")
                    .type("text/html");
            archive.serve("/obs/7/r.txt").text("r");
            archive.serve("/obs/7/e/x.txt").text("x");
            String yaml = """
                    description: a folder
                    search: {protocol: none, urls: ["%s"]}
                    links: [{content_type: directory%s}]
                    store: {to: "file:out", name: "obs-{stem}{ext}"}
                    """;
            trial.run("folder", yaml.formatted(archive.url("/obs/7/"), ""));
            trial.run(
                    "own",
                    yaml.formatted(archive.url("/obs/7/"), ", name: 'mine/{stem}'")
                            .replace("file:out", "file:own"));

            assertThat(trial.store().keySet())
                    .containsExactly("out/obs-7/e/x.txt", "out/obs-7/r.txt", "own/mine/7/e/x.txt", "own/mine/7/r.txt");
        }
    }
}
