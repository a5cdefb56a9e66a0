package io.camelopard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.camelopard.testing.MisbehavingServer;
import io.camelopard.testing.S3Server;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code report RUN}: a cone search whose rows lead to two pictures, a file that is not there, and one that is not public. */
class ReportCommandTest {
    @TempDir
    Path folder;

    private MisbehavingServer archive;

    @BeforeEach
    void serve() throws IOException {
        archive = MisbehavingServer.start();
        archive.serve("/scs").type("application/x-votable+xml").text(votable());
        for (String name : List.of("/a.png", "/b.png")) {
            archive.serve(name).bytes(png()).type("image/png");
        }
    }

    @AfterEach
    void stop() {
        archive.close();
    }

    private static byte[] png() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(64, 48, BufferedImage.TYPE_INT_RGB), "png", bytes);
        return bytes.toByteArray();
    }

    private String votable() {
        return """
                <VOTABLE version="1.4" xmlns="http://www.ivoa.net/xml/VOTable/v1.3"><RESOURCE type="results">
                <INFO name="QUERY_STATUS" value="OK"/><TABLE>
                <FIELD name="obs" datatype="char" arraysize="*" ucd="meta.id;meta.main"/>
                <FIELD name="s_ra" datatype="double" ucd="pos.eq.ra;meta.main" unit="deg"/>
                <FIELD name="s_dec" datatype="double" ucd="pos.eq.dec;meta.main" unit="deg"/>
                <FIELD name="access_url" datatype="char" arraysize="*"/>
                <FIELD name="access_format" datatype="char" arraysize="*"/>
                <FIELD name="obs_release_date" datatype="char" arraysize="*" xtype="timestamp"/>
                <DATA><TABLEDATA>%s%s%s%s</TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>
                """.formatted(
                row("/a.png", 10, 2000), row("/b.png", 20, 2000), row("/c.png", 30, 2000), row("/d.png", 40, 2999));
    }

    private String row(String path, int ra, int year) {
        return "<TR><TD>%s</TD><TD>%d</TD><TD>41</TD><TD>%s?token=hush</TD><TD>image/png</TD><TD>%d-01-01T00:00:00</TD></TR>"
                .formatted(path, ra, archive.url(path), year);
    }

    private record Ended(int status, String out, String err) {}

    private Ended run(String... command) {
        List<String> args = new ArrayList<>(List.of(command));
        args.addAll(List.of("--home", folder.resolve("home").toString()));
        args.addAll(List.of("--set", "camelopard.network.allow=127.0.0.0/8"));
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        ByteArrayOutputStream complained = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
            System.setErr(new PrintStream(complained, true, StandardCharsets.UTF_8));
            int status = Main.run(args.toArray(String[]::new));
            return new Ended(
                    status, said.toString(StandardCharsets.UTF_8), complained.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }

    /** @return the id of its run */
    private String harvest(String to, String... more) {
        try {
            Path file = Files.writeString(folder.resolve("pictures.yaml"), """
                    description: Pictures of a field
                    target: "10.0 41.0"
                    search: {protocol: scs, service: "%s", radius: 1}
                    links: direct
                    store: {to: '%s'}
                    """.formatted(archive.url("/scs"), to));
            List<String> command = new ArrayList<>(List.of("harvest", file.toString(), "--json"));
            command.addAll(List.of(more));
            Ended ended = run(command.toArray(String[]::new));
            assertThat(ended.status).isEqualTo(Exit.SOME_FAILED);
            return new ObjectMapper().readTree(ended.out).get("run").asText();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void assertIsTheReport(String html, String run) {
        Document page = Jsoup.parse(html);
        assertThat(page.title()).isEqualTo("pictures, run " + run);
        assertThat(page.select(".tile b").eachText()).startsWith("4", "4", "4", "2", "1", "1", "0");
        assertThat(page.select("#pictures img[src^=data:image/jpeg]")).hasSize(2);
        assertThat(page.select("#failed").text()).contains("/c.png", "404");
        assertThat(page.select("#skipped h3").text())
                .isEqualTo("1 not public before 2999-01-01T00:00:00Z (obs_release_date)");
        assertThat(page.select("circle"))
                .as("where the rows are, not the target")
                .hasSize(4);
        assertThat(html).doesNotContain("hush");
    }

    @Test
    void writesThePageOfARunAndSaysWhere() throws IOException {
        String run = harvest("file:out");
        archive.forget();

        Ended ended = run("report", run);

        Path file = folder.resolve("home/reports/pictures-" + run + ".html");
        assertThat(ended.status).isEqualTo(Exit.STORED);
        assertThat(ended.out).isEqualTo(file + System.lineSeparator());
        assertIsTheReport(Files.readString(file), run);
        assertThat(archive.requests()).isEmpty();
        try (Stream<Path> beside = Files.list(file.getParent())) {
            assertThat(beside).containsExactly(file);
        }
    }

    @Test
    void takesTheLatestRunOfAHarvest() throws IOException {
        harvest("file:out");
        String latest = harvest("file:out");

        Ended ended = run(
                "report",
                "pictures",
                "--json",
                "--output",
                folder.resolve("x/y.html").toString());

        assertThat(new ObjectMapper().readTree(ended.out).get("run").asText()).isEqualTo(latest);
        assertThat(new ObjectMapper().readTree(ended.out).get("report").asText())
                .isEqualTo(folder.resolve("x/y.html").toString());
        assertThat(Jsoup.parse(folder.resolve("x/y.html").toFile()).title()).endsWith(latest);
    }

    @Test
    void writesToStandardOutput() {
        String run = harvest("file:out");

        Ended ended = run("report", run, "--output", "-");

        assertThat(ended.status).isEqualTo(Exit.STORED);
        assertIsTheReport(ended.out, run);
        assertThat(folder.resolve("home/reports")).doesNotExist();
    }

    @Test
    void showsPicturesThatAreInABucket() throws IOException {
        try (S3Server s3 = S3Server.anonymous().bucket("products")) {
            String[] bucket = {
                "--set", "camelopard.s3.endpoint=" + s3.endpoint(), "--set", "camelopard.s3.pathStyle=true"
            };
            String run = harvest("s3://products/field", bucket);

            Ended ended = run("report", run, "--output", "-", bucket[0], bucket[1], bucket[2], bucket[3]);

            assertIsTheReport(ended.out, run);
            assertThat(Jsoup.parse(ended.out).select("#stored .path").eachText())
                    .containsExactly("s3://products/field/a.png", "s3://products/field/b.png");
        }
    }

    @Test
    void aPictureThatHasGoneIsNoFailure() throws IOException {
        String run = harvest("file:out");
        Files.delete(folder.resolve("home/store/out/a.png"));
        Files.createSymbolicLink(folder.resolve("home/store/out/a.png"), folder.resolve("home/store/out/b.png"));

        Document page = Jsoup.parse(run("report", run, "--output", "-").out);

        assertThat(page.select("#pictures img")).hasSize(1);
        assertThat(page.select("#pictures .none")).hasSize(1);
    }

    @Test
    void saysWhatIsWrongWithTheCommand() throws IOException {
        assertThat(run("report", "pictures"))
                .isEqualTo(new Ended(
                        Exit.MISUSE,
                        "",
                        "camelopard: there is no ledger in %s; --home says which data folder%n"
                                .formatted(folder.resolve("home"))));
        harvest("file:out");
        assertThat(run("report", "nothing").err)
                .isEqualTo("camelopard: the ledger has no run 'nothing', and no run of a harvest of that name;"
                        + " ./camelopard status lists the harvests that have run" + System.lineSeparator());
        assertThat(run("report", "nothing").status).isEqualTo(Exit.MISUSE);
        assertThat(run("report", "pictures", "--json", "--output", "-").status).isEqualTo(Exit.MISUSE);
        assertThat(run("report", "pictures", "--output", folder.toString()).err).contains("is a folder");
    }
}
