package io.camelopard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.camelopard.testing.Child;
import io.camelopard.testing.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A line that loses packets, in a network of its own (RELIABILITY N9). */
@Tag("faults")
class LossyLineTest {
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Pattern SECONDS = Pattern.compile("\"seconds\":([0-9.]+)");

    @TempDir
    Path folder;

    private String iptables;

    @BeforeEach
    void find() {
        Tools.needRoot("for a network of its own");
        Tools.need("ip", "iproute2");
        iptables = Tools.need("iptables", "iptables").toString();
    }

    /** How long a harvest takes where so many of a hundred packets are lost. */
    private double seconds(int percent) throws IOException {
        Path home = Files.createDirectories(folder.resolve("lossy" + percent));
        String lose = percent == 0
                ? "true"
                : "%s -A INPUT -m statistic --mode random --probability 0.%02d -j DROP".formatted(iptables, percent);
        List<String> under =
                List.of("unshare", "-n", "sh", "-c", "ip link set lo up && " + lose + " && exec \"$@\"", "line");
        try (Child child = Child.start(
                home, under, List.of("-Xmx256m", "-XX:TieredStopAtLevel=1"), LossyLine.class.getName(), "" + home)) {
            assertThat(child.status(LONG)).as(child.output()).isEqualTo(Exit.STORED);
            Matcher seconds = SECONDS.matcher(child.out());
            assertThat(seconds.find()).as(child.out()).isTrue();
            return Double.parseDouble(seconds.group(1));
        }
    }

    @Test
    void completesAtHalfTheRateAndMoreWhereOneOfAHundredPacketsIsLost() throws IOException {
        double whole = seconds(0);
        double lossy = seconds(1);

        System.out.printf("lossy.line percent=1 seconds=%.1f without=%.1f%n", lossy, whole);
        assertThat(lossy).isLessThanOrEqualTo(2 * whole);
    }

    @Test
    void completesWhereFiveOfAHundredAreLost() throws IOException {
        System.out.printf("lossy.line percent=5 seconds=%.1f%n", seconds(5));
    }
}
