package io.camelopard.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.camelopard.FinalException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileTreeTest extends StoreContract {
    private FileTree tree;

    @Override
    Store open() {
        tree = new FileTree(folder.resolve("store"));
        return tree;
    }

    @Test
    void publishesByRename() {
        publish("one", "a/b/x.fits", false);

        assertThat(tree.folder().resolve("a/b/x.fits")).hasContent("one");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/x", "..", "../x", "a/../../x", "a/../b", "./x", "a\\b", "a\0b", "."})
    void resolvesNoPathThatIsNotPlainlyBelow(String path) {
        assertThatThrownBy(() -> tree.resolve(path))
                .isInstanceOf(FinalException.class)
                .hasMessageContaining("not a path below");
    }

    @Test
    void refusesLinksInTheTree() throws IOException {
        Path outside = Files.createDirectory(folder.resolve("outside"));
        Path file = Files.createFile(outside.resolve("file"));
        Files.createSymbolicLink(tree.folder().resolve("link"), outside);
        Files.createSymbolicLink(tree.folder().resolve("x"), file);

        for (String path : new String[] {"link/x", "link/a/x", "x"}) {
            assertThatThrownBy(() -> publish("evil", path, false))
                    .isInstanceOf(FinalException.class)
                    .hasMessageContaining("symbolic link");
        }
        assertThat(outside).isDirectoryContaining("glob:**file").isDirectoryNotContaining("glob:**x");
        assertThat(file).isEmptyFile();
    }

    @Test
    void refusesAFileWhereAFolderIsAndTheOtherWayRound() {
        publish("one", "a/x", false);

        assertThatThrownBy(() -> publish("two", "a", false))
                .isInstanceOf(FinalException.class)
                .hasMessageContaining("is a folder");
        assertThatThrownBy(() -> publish("two", "a/x/y", false))
                .isInstanceOf(FinalException.class)
                .hasMessageContaining("is a file");
    }

    @Test
    void preparesTheFoldersOnly() {
        assertThat(tree.prepare("a/b/x"))
                .isEqualTo(tree.folder().resolve("a/b/x"))
                .doesNotExist();
        assertThat(tree.folder().resolve("a/b")).isEmptyDirectory();
        tree.syncFolder(tree.folder().resolve("a/b/x"));
    }
}
