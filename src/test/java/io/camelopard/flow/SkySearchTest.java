package io.camelopard.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.camelopard.ledger.Entry;
import io.camelopard.ledger.Run;
import io.camelopard.ledger.RunState;
import io.camelopard.testing.MisbehavingServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Image and spectrum searches through the whole program, answered as archives were recorded to answer. */
class SkySearchTest {
    private static final Path SAMPLES = Path.of("src/test/resources/vo-samples");

    @TempDir
    Path folder;

    private MisbehavingServer archive;

    @BeforeEach
    void start() {
        archive = MisbehavingServer.start();
        archive.otherwise().fits(5_760);
    }

    @AfterEach
    void stop() {
        archive.close();
    }

    /** @param hosts the archives that the recorded answer names, which are here now */
    private Trial trial(String... hosts) {
        Trial trial = Trial.in(folder);
        for (String host : hosts) {
            trial.set("camelopard.rewrite." + host.replaceAll("\\W", ""), host + " => " + archive.url("/"));
        }
        return trial.start();
    }

    private void serve(String path, String sample) throws IOException {
        archive.serve(path).type("text/xml").text(Files.readString(SAMPLES.resolve(sample)));
    }

    private static String harvest(String search) {
        return "description: a search\ntarget: '83.633210 +22.014460'\nsearch: " + search
                + "\nlinks: direct\nstore: {to: 'file:out'}\n";
    }

    @Test
    void sia1ColumnsAreKnownByTheirUcds() throws IOException {
        serve("/ibe/sia/wise/allwise/p3am_cdd", "cloud/irsa-allwise-sia.reconstructed.vot");
        try (Trial trial = trial("https://irsa.ipac.caltech.edu/")) {
            Run run = trial.run("allwise", harvest("""
                    {protocol: sia, service: "https://irsa.ipac.caltech.edu/ibe/sia/wise/allwise/p3am_cdd?", size: 0.04445}"""));

            assertThat(run.error()).isNull();
            assertThat(run.rows()).isEqualTo(4);
            assertThat(run.stored()).isEqualTo(4);
            assertThat(trial.store()).containsKey("out/0046m107_ac51-w2-int-3.fits");
            assertThat(archive.requests().get(0).target())
                    .isEqualTo("/ibe/sia/wise/allwise/p3am_cdd?POS=83.63321%2C22.01446&SIZE=0.04445");
        }
    }

    @Test
    void sia1OfVersion11WithADtdIsRead() throws IOException {
        serve("/sia", "sia1/mast-archive-sia.xml");
        try (Trial trial = trial("http://iraf.noao.edu/")) {
            Run run = trial.run("old", harvest("""
                    {protocol: sia, service: "%s", radius: 6 arcmin, params: {FORMAT: image/fits, INTERSECT: COVERS}}""".formatted(archive.url("/sia"))));

            assertThat(run.error()).isNull();
            assertThat(run.rows()).isEqualTo(6);
            assertThat(run.products()).isEqualTo(6);
            assertThat(archive.requests().get(0).target())
                    .isEqualTo("/sia?POS=83.63321%2C22.01446&SIZE=0.2&FORMAT=image%2Ffits&INTERSECT=COVERS");
        }
    }

    @Test
    void sia2WithoutATargetIsItsParametersAlone() throws IOException {
        serve("/sia2/query", "sia2/casda-box.xml");
        try (Trial trial = trial("https://data.csiro.au/", "https://casda.csiro.au/")) {
            Run run = trial.run("casda", """
                    description: a search
                    search: {protocol: sia2, service: "%s", params: {COLLECTION: [A, B]}, maxrec: 50}
                    links: direct
                    store: {to: "file:out"}
                    """.formatted(archive.url("/sia2/query")));

            assertThat(run.error()).isNull();
            assertThat(run.rows()).isEqualTo(2);
            assertThat(run.targets()).isZero();
            assertThat(archive.requests().get(0).target()).isEqualTo("/sia2/query?MAXREC=50&COLLECTION=A&COLLECTION=B");
        }
    }

    @Test
    void ssaColumnsAreKnownByTheirUtypes() throws IOException {
        serve("/ssa", "ssa/nrao-ssa.xml");
        archive.serve("/ivoa-dal/JhuSsapServlet").type("text/xml").text("""
                <?xml version="1.0"?>
                <VOTABLE version="1.1"><RESOURCE><TABLE><FIELD name="flux" datatype="float"/><DATA><TABLEDATA>
                <TR><TD>1</TD></TR></TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>
                """);
        try (Trial trial = trial("http://vaosa-vm1.aoc.nrao.edu/")) {
            Run run = trial.run("spectra", harvest("""
                    {protocol: ssa, service: "%s", size: 10 arcsec, params: {FORMAT: compliant}, limit: 3}""".formatted(archive.url("/ssa?"))));

            assertThat(run.error()).isNull();
            assertThat(run.rows()).isEqualTo(36);
            assertThat(run.stored()).isEqualTo(3);
            assertThat(trial.entries(run)).extracting(Entry::identity).allSatisfy(identity -> assertThat(identity)
                    .startsWith("ivo://jhu/sdss/dr6/spec/2.5#"));
            assertThat(archive.requests().get(0).target())
                    .startsWith("/ssa?REQUEST=queryData&POS=83.63321%2C22.01446&SIZE=0.00277777777")
                    .endsWith("&FORMAT=compliant");
        }
    }

    @Test
    void everyTargetAtEveryServiceFailsForItself() throws IOException {
        serve("/good", "cloud/irsa-allwise-sia.reconstructed.vot");
        archive.serve("/bad").type("text/xml").text(Files.readString(SAMPLES.resolve("errors/sia-forced-fail.xml")));
        archive.serve("/page").type("text/html").text("<html><title>moved</title></html>");
        try (Trial trial = trial("https://irsa.ipac.caltech.edu/")) {
            Run run = trial.run("many", """
                    description: two targets at three services
                    target: ["83.6 22.0", "10 -20"]
                    search: {protocol: sia, service: ["%s", "%s", "%s"], radius: 0.1}
                    links: direct
                    store: {to: "file:out/{service}"}
                    """.formatted(archive.url("/bad"), archive.url("/good"), archive.url("/page")));

            assertThat(run.state()).isEqualTo(RunState.DONE);
            assertThat(run.targets()).isEqualTo(6);
            assertThat(run.targetsFailed()).isEqualTo(4);
            assertThat(run.error()).contains("an HTML page instead of a VOTable");
            assertThat(run.rows()).isEqualTo(8);
            assertThat(trial.store()).hasSize(4).containsKey("out/good/0046m107_ac51-w2-int-3.fits");
        }
    }
}
