package io.camelopard.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.camelopard.ledger.Run;
import io.camelopard.ledger.RunState;
import io.camelopard.testing.MisbehavingServer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Searches of the registry through the whole program. */
class RegistrySearchesTest {
    private static final String IMAGES = """
            <VOTABLE version="1.3"><RESOURCE type="results"><INFO name="QUERY_STATUS" value="OK"/><TABLE>
            <FIELD name="url" datatype="char" arraysize="*" ucd="VOX:Image_AccessReference"/>
            <DATA><TABLEDATA><TR><TD>image.fits</TD></TR></TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>
            """;

    @TempDir
    Path folder;

    private MisbehavingServer archive;

    @BeforeEach
    void start() {
        archive = MisbehavingServer.start();
        archive.otherwise().fits(5_760);
        archive.serve("/a/sia").type("text/xml").text(IMAGES);
        archive.serve("/b/sia").type("text/xml").text(IMAGES);
        archive.serve("/c/sia").status(404).text("gone");
        archive.serve("/tap/sync").type("text/xml").text(registry("a", "b", "c"));
    }

    @AfterEach
    void stop() {
        archive.close();
    }

    private String registry(String... services) {
        StringBuilder rows = new StringBuilder();
        for (String service : services) {
            rows.append("<TR><TD>ivo://x/%s</TD><TD>Images %s</TD><TD>%s</TD><TD>ivo://ivoa.net/std/sia</TD></TR>\n"
                    .formatted(service, service, archive.url("/" + service + "/sia")));
        }
        return """
                <VOTABLE version="1.3"><RESOURCE type="results"><INFO name="QUERY_STATUS" value="OK"/><TABLE>
                <FIELD name="ivoid" datatype="char" arraysize="*"/><FIELD name="res_title" datatype="char" arraysize="*"/>
                <FIELD name="access_url" datatype="char" arraysize="*"/>
                <FIELD name="standard_id" datatype="char" arraysize="*"/>
                <DATA><TABLEDATA>%s</TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>
                """.formatted(rows);
    }

    private Run run(String service, String... more) {
        try (Trial trial = Trial.in(folder)
                .set("camelopard.registry.url", archive.url("/tap"))
                .start()) {
            return trial.run("search", """
                    description: a search of the registry
                    target: ["10 20"%s]
                    search: {protocol: sia, service: {servicetype: sia, waveband: infrared, %s}, size: 0.2}
                    links: direct
                    store: {to: "file:m51/{service}"}
                    """.formatted(String.join("", more), service));
        }
    }

    @Test
    void takeAllSearchesEachThatIsFoundAndEachFailsForItself() {
        Run run = run("take: all", ", \"30 40\"");

        assertThat(run.state()).isEqualTo(RunState.DONE);
        assertThat(run.targets()).isEqualTo(6);
        assertThat(run.targetsFailed()).isEqualTo(2);
        assertThat(run.stored()).isEqualTo(2);
        assertThat(Trial.digests(folder.resolve("home/store")))
                .containsOnlyKeys("m51/a/image.fits", "m51/b/image.fits");
        assertThat(archive.requests("/tap/sync")).hasSize(1);
    }

    @Test
    void takeFirstSearchesTheFirstByIdentifier() {
        Run run = run("take: first");

        assertThat(run.stored()).isEqualTo(1);
        assertThat(archive.requests("/a/sia")).hasSize(1);
        assertThat(archive.requests("/b/sia")).isEmpty();
    }

    @Test
    void severalThatAreFoundAreCandidatesOfAnError() {
        Run run = run("keywords: images");

        assertThat(run.state()).isEqualTo(RunState.FAILED);
        assertThat(run.error())
                .contains(
                        "the registry has 3 sia services with keywords [images] and waveband infrared: ivo://x/a (Images a),"
                                + " ivo://x/b (Images b), ivo://x/c (Images c)")
                .endsWith("say more, or write take: first or take: all");
        assertThat(archive.requests()).hasSize(1);
    }

    @Test
    void nothingFoundIsAMisuseThatIsLookedUpOnce() {
        archive.serve("/tap/sync").type("text/xml").text(registry());

        Run run = run("take: all", ", \"30 40\"");

        assertThat(run.state()).isEqualTo(RunState.FAILED);
        assertThat(run.error()).contains("no such service: the registry has no sia service with waveband infrared");
        assertThat(archive.requests()).hasSize(1);
    }
}
