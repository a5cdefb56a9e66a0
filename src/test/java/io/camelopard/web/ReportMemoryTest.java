package io.camelopard.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.camelopard.testing.Child;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The report of a run with many products, each with a position and a reason of its own, in a small heap. */
class ReportMemoryTest {
    private static final int GROUP = 1_000;

    @TempDir
    Path folder;

    @Test
    void writesOfManyProductsInLittleMemory() throws IOException {
        assertReports(20);
    }

    @Test
    @Tag("faults")
    void writesOfAMillionProductsInLittleMemory() throws IOException {
        assertReports(1_000);
    }

    private void assertReports(int groups) throws IOException {
        Path home = folder.resolve("home");
        try (ReportedRun run = new ReportedRun(home, "big", "")) {
            for (int group = 0; group < groups; group++) {
                for (int i = 0; i < GROUP; i++) {
                    String identity = group + " " + i + " ";
                    String context = ReportedRun.at("t" + identity, (group * 7 + i) % 360, i % 180 - 90);
                    run.skipped(
                            identity, context, "reason " + Integer.toString(group * GROUP + i, 36) + "y".repeat(500));
                }
                run.work();
            }
            run.end();
        }
        Path file = folder.resolve("big.html");
        List<String> options = List.of("-Xmx48m", "-XX:+UseSerialGC");
        String[] command = {"report", "big", "--home", home.toString(), "--output", file.toString()};

        try (Child child = Child.start(folder, options, Child.CAMELOPARD, command)) {
            assertThat(child.status(Duration.ofMinutes(10))).as(child.output()).isZero();
        }

        Document page = Jsoup.parse(file.toFile());
        assertThat(page.select("#skipped h2 small").text()).isEqualTo("%,d".formatted(groups * GROUP));
        assertThat(page.select("#skipped h3").last().text()).endsWith("other reasons");
        assertThat(Files.size(file)).isLessThan(2_000_000);
    }
}
