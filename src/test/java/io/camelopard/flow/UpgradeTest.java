package io.camelopard.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.camelopard.ledger.Better;
import io.camelopard.ledger.Entry;
import io.camelopard.ledger.Run;
import io.camelopard.testing.MisbehavingServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lesser alternatives are stored for want of better ones, and give way when those come; what changed may be kept. */
class UpgradeTest {
    private static final String LINKS = """
            [{semantics: "#this", name: "{stem}_data{ext}"}, {semantics: "#preview", name: "{stem}_preview{ext}"}]
            """;

    @TempDir
    Path temp;

    @Test
    void replacesThePreviewWhenTheDataCome() {
        try (ModelArchive archive = new ModelArchive(3).without(path -> path.contains("/this/"));
                Trial trial = Trial.in(temp).start()) {
            String yaml = archive.harvest(LINKS) + "upgrade: true\n";
            Run first = trial.run("model", yaml);
            assertThat(first.stored()).isEqualTo(3);
            assertThat(first.degraded()).isEqualTo(3);
            assertThat(first.failed()).isZero();
            assertThat(trial.entries(first))
                    .filteredOn(Entry::degraded)
                    .hasSize(3)
                    .flatExtracting(Entry::better)
                    .extracting(Better::reason)
                    .allMatch(reason -> reason.contains("status 404"));
            assertThat(trial.store().keySet())
                    .containsExactly("out/0_preview.dat", "out/1_preview.dat", "out/2_preview.dat");

            Run second = trial.run("model", yaml);
            assertThat(second.skipped()).isEqualTo(3);
            assertThat(second.stored() + second.failed()).isZero();
            assertThat(archive.files)
                    .as("three previews, and twice three that are not there")
                    .hasValue(9);

            archive.without(path -> path.contains("/this/2"));
            Run third = trial.run("model", yaml);
            assertThat(third.stored()).isEqualTo(2);
            assertThat(third.skipped()).isEqualTo(1);
            assertThat(third.degraded()).isZero();
            assertThat(trial.store().keySet()).containsExactly("out/0_data.dat", "out/1_data.dat", "out/2_preview.dat");
        }
    }

    @Test
    void leavesThePreviewAloneWithoutAnUpgrade() {
        try (ModelArchive archive = new ModelArchive(2).without(path -> path.contains("/this/"));
                Trial trial = Trial.in(temp).start()) {
            trial.run("model", archive.harvest(LINKS));
            archive.without(path -> false);
            archive.files.set(0);

            Run second = trial.run("model", archive.harvest(LINKS));

            assertThat(second.skipped()).isEqualTo(2);
            assertThat(archive.files).hasValue(0);
            assertThat(trial.store().keySet()).containsExactly("out/0_preview.dat", "out/1_preview.dat");
        }
    }

    /** The process died between the ledger and the deletion: the file is gone before the next run is at its end. */
    @Test
    void deletesAtTheNextStartWhatWasReplaced() throws Exception {
        try (ModelArchive archive = new ModelArchive(1).without(path -> path.contains("/this/"))) {
            String yaml = archive.harvest(LINKS) + "upgrade: true\n";
            Path preview = temp.resolve("home/store/out/0_preview.dat");
            byte[] content;
            try (Trial trial = Trial.in(temp).start()) {
                trial.run("model", yaml);
                content = Files.readAllBytes(preview);
                archive.without(path -> false);
                trial.run("model", yaml);
                assertThat(preview).doesNotExist();
            }
            Files.write(preview, content);
            Sql.run(temp.resolve("home"), """
                    insert into leaving (product_id, store_root, path, sha256)
                    select id, store_root, path, '%s' from product where path = 'out/0_preview.dat'
                    """.formatted(Trial.digest(preview)));

            try (Trial trial = Trial.in(temp).start()) {
                trial.run("model", yaml);
                assertThat(trial.store().keySet()).containsExactly("out/0_data.dat");
            }
        }
    }

    @Test
    void doesNotDeleteWhatSomebodyHasChanged() throws IOException {
        try (ModelArchive archive = new ModelArchive(1).without(path -> path.contains("/this/"));
                Trial trial = Trial.in(temp).start()) {
            String yaml = archive.harvest(LINKS) + "upgrade: true\n";
            trial.run("model", yaml);
            Files.writeString(temp.resolve("home/store/out/0_preview.dat"), "my notes");
            archive.without(path -> false);

            assertThat(trial.run("model", yaml).stored()).isEqualTo(1);

            assertThat(temp.resolve("home/store/out/0_preview.dat")).hasContent("my notes");
            assertThat(trial.store().keySet()).containsExactly("out/0_data.dat", "out/0_preview.dat");
        }
    }

    @Test
    void keepsBothWhereAChangedProductMayNotReplaceTheOlder() throws IOException {
        try (MisbehavingServer archive = MisbehavingServer.start();
                Trial trial = Trial.in(temp).start()) {
            String yaml = """
                    description: versions
                    search: {protocol: none, urls: ["%s"]}
                    store: {to: "file:out", existing: keep_both, revalidate: true}
                    """.formatted(archive.url("/x.txt"));
            for (String version : new String[] {"one", "two", "two", "three"}) {
                archive.serve("/x.txt").text(version).etag(version);
                trial.run("versions", yaml);
            }

            Path out = temp.resolve("home/store/out");
            assertThat(trial.store().keySet()).containsExactly("out/x.txt", "out/x.txt.1", "out/x.txt.2");
            assertThat(out.resolve("x.txt")).hasContent("three");
            assertThat(out.resolve("x.txt.1")).hasContent("one");
            assertThat(out.resolve("x.txt.2")).hasContent("two");
        }
    }
}
