package io.camelopard.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.camelopard.FinalException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileTreeTest {
    @TempDir
    Path home;

    private FileTree tree;
    private Staging staging;

    @BeforeEach
    void open() {
        tree = new FileTree(home.resolve("store"));
        staging = Staging.at(home.resolve("staging"), tree.root());
    }

    private Path publish(String content, String path, String mayReplace) {
        try (Staged staged = staging.open(path)) {
            Received received = staged.receive(
                    new ByteArrayInputStream(content.getBytes(java.nio.charset.StandardCharsets.UTF_8)), null, 1000);
            return tree.publish(staged, path, received.sha256(), mayReplace);
        }
    }

    @Test
    void publishesByRename() {
        assertThat(publish("one", "a/b/x.fits", null))
                .isEqualTo(tree.root().resolve("a/b/x.fits"))
                .hasContent("one");
    }

    @Test
    void takesTheSameContentForSuccess() {
        publish("one", "x", null);

        assertThat(publish("one", "x", null)).hasContent("one");
    }

    @Test
    void overwritesOnlyWhatItMay() {
        publish("one", "x", null);

        assertThatThrownBy(() -> publish("two", "x", null))
                .isInstanceOf(FinalException.class)
                .hasMessageContaining("is there with other content");
        assertThat(tree.root().resolve("x")).hasContent("one");
        assertThat(publish("two", "x", Digests.sha256("one"))).hasContent("two");
        assertThat(staging.folder()).isDirectoryNotContaining("glob:**.tmp");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/x", "..", "../x", "a/../../x", "a/../b", "./x", "a\\b", "a\0b", "."})
    void refusesPathsThatAreNotPlainlyBelow(String path) {
        assertThatThrownBy(() -> tree.resolve(path))
                .isInstanceOf(FinalException.class)
                .hasMessageContaining("not a path below");
    }

    @Test
    void refusesLinksInTheTree() throws IOException {
        Path outside = Files.createDirectory(home.resolve("outside"));
        Path file = Files.createFile(outside.resolve("file"));
        Files.createSymbolicLink(tree.root().resolve("link"), outside);
        Files.createSymbolicLink(tree.root().resolve("x"), file);

        for (String path : new String[] {"link/x", "link/a/x", "x"}) {
            assertThatThrownBy(() -> publish("evil", path, null))
                    .isInstanceOf(FinalException.class)
                    .hasMessageContaining("symbolic link");
        }
        assertThat(outside).isDirectoryContaining("glob:**file").isDirectoryNotContaining("glob:**x");
        assertThat(file).isEmptyFile();
    }

    @Test
    void refusesAFileWhereAFolderIsAndTheOtherWayRound() {
        publish("one", "a/x", null);

        assertThatThrownBy(() -> publish("two", "a", null))
                .isInstanceOf(FinalException.class)
                .hasMessageContaining("is a folder");
        assertThatThrownBy(() -> publish("two", "a/x/y", null))
                .isInstanceOf(FinalException.class)
                .hasMessageContaining("is a file");
    }

    @Test
    void preparesTheFoldersOnly() {
        assertThat(tree.prepare("a/b/x"))
                .isEqualTo(tree.root().resolve("a/b/x"))
                .doesNotExist();
        assertThat(tree.root().resolve("a/b")).isEmptyDirectory();
        tree.syncFolder(tree.root().resolve("a/b/x"));
    }
}
