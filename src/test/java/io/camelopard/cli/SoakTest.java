package io.camelopard.cli;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@link Soak} in a file tree. */
class SoakTest {
    @TempDir
    Path folder;

    @Test
    void eachProductIsThereOnceHoweverOftenItIsKilled() {
        new Soak(folder).run(Soak.Plan.brief(60, 3), new SoakTree(folder.resolve("home")));
    }

    @Test
    @Tag("faults")
    void eachOfFiveThousandProductsIsThereOnceAfterTwentyMinutes() {
        new Soak(folder).run(Soak.Plan.whole(), new SoakTree(folder.resolve("home")));
    }
}
