package io.camelopard.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ToolsTest {
    @Test
    void findsWhatIsThere() {
        Path shell = Tools.need("sh", "dash");
        assertThat(shell).hasFileName("sh");
        assertThat(Files.isExecutable(shell)).isTrue();
    }
}
