package io.camelopard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.camelopard.flow.Camelopard;
import io.camelopard.flow.Settings;
import io.camelopard.harvest.HarvestFile;
import io.camelopard.ledger.Entry;
import io.camelopard.ledger.Ledger;
import io.camelopard.ledger.Run;
import io.camelopard.testing.MisbehavingServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A secret in each place that can hold one, and all that is written searched for it (threat D5). */
class SecretsTest {
    private static final String SECRET = "s3cr3tCanary";
    /** As HTTP Basic sends {@code me:s3cr3tCanary}. */
    private static final String BASIC = "bWU6czNjcjN0Q2FuYXJ5";

    @TempDir
    Path folder;

    private MisbehavingServer archive;
    private MisbehavingServer own;
    private Path harvest;
    private Map<String, String> set;

    @BeforeEach
    void serve() throws IOException {
        archive = MisbehavingServer.start();
        own = MisbehavingServer.start("127.0.0.2");
        archive.serve("/good.fits").fits(5760);
        archive.serve("/short.fits").fits(5760).thenCloseAfter(100);
        archive.serve("/busy.fits").status(503);
        archive.serve("/away").redirectTo("http://10.0.0.1/x?token=" + SECRET);
        archive.serve("/back").redirectTo("http://me:" + SECRET + "@127.0.0.1/x");
        archive.serve("/page.fits").type("text/html").text("<html>log in</html>");
        own.serve("/good.fits").fits(5760);
        own.serve("/gone.fits").status(403).text("you sent " + BASIC);
        String query = "?token=" + SECRET + "&X-Amz-Signature=" + SECRET;
        List<String> urls = new ArrayList<>();
        for (String path : List.of("/good.fits", "/gone.fits", "/short.fits", "/busy.fits", "/away", "/page.fits")) {
            urls.add(archive.url(path + query));
        }
        urls.add(archive.url("/back"));
        urls.add("http://127.0.0.1:1/x.fits" + query);
        urls.add("http://nowhere.invalid/x.fits" + query);
        urls.add("ftp://me:" + SECRET + "@h.org/x" + query);
        urls.add("http://me:" + SECRET + "@h.org/x");
        urls.add(own.url("/good.fits"));
        urls.add(own.url("/gone.fits"));
        harvest = Files.writeString(
                folder.resolve("secrets.yaml"),
                "description: secrets\nsearch:\n  protocol: none\n  urls: [\"" + String.join("\", \"", urls)
                        + "\"]\nlinks: direct\nstore: {to: 'file:out', name: '{stem}{ext}'}\n");
        Path secret = Files.writeString(folder.resolve("secret"), SECRET);
        set = new TreeMap<>(Map.of(
                "camelopard.network.allow",
                "127.0.0.0/8",
                "camelopard.retry.attempts",
                "1",
                "camelopard.auth.own.url",
                own.url(""),
                "camelopard.auth.own.username",
                "file:" + Files.writeString(folder.resolve("user"), "me"),
                "camelopard.auth.own.password",
                "file:" + secret));
    }

    @AfterEach
    void stop() {
        archive.close();
        own.close();
    }

    @Test
    void noOutputAndNoLogHasOne() {
        for (List<String> command : List.of(
                List.of("harvest", "-v", "--dry-run", harvest.toString()),
                List.of("harvest", "-v", harvest.toString()),
                List.of("harvest", "-v", "--json", harvest.toString()),
                List.of("status", "secrets"),
                List.of("status", "secrets", "--json"),
                List.of("report", "secrets", "--output", "-"),
                List.of("verify"))) {
            String said = said(command);
            assertThat(said).as(command.toString()).isNotBlank().doesNotContain(SECRET, BASIC);
        }
        assertThat(own.requests("/good.fits")).isNotEmpty().allSatisfy(request -> assertThat(
                        request.header("authorization"))
                .isEqualTo("Basic " + BASIC));
        assertThat(archive.requests()).isNotEmpty().allSatisfy(request -> assertThat(request.headers())
                .doesNotContainKey("authorization"));
    }

    @Test
    void noReasonAndNoAttributeHasOne() throws Exception {
        Map<String, String> seen = new HashMap<>(set);
        seen.put("camel.main.jmxEnabled", "true");
        Settings settings = Settings.load(Path.of(""), folder.resolve("config"), folder.resolve("home"), seen);
        try (Camelopard camelopard = Camelopard.start(settings, Camelopard.Role.HARVEST)) {
            Run run = camelopard
                    .harvest(HarvestFile.load(harvest), List.of(), Optional.empty(), false)
                    .orElseThrow();
            Awaitility.await().until(() -> camelopard
                    .ledger()
                    .runs()
                    .find(run.id())
                    .orElseThrow()
                    .state()
                    .ended());
            List<Entry> entries = camelopard.ledger().reports().entries(run.id(), 0, 100);
            assertThat(entries).hasSize(13).allSatisfy(entry -> assertThat(
                            entry.identity() + entry.reason() + entry.path())
                    .doesNotContain(SECRET, BASIC));
            assertThat(attributes()).hasSizeGreaterThan(100).noneMatch(a -> a.contains(SECRET) || a.contains(BASIC));
        }
        // What a server wants to see again has to be kept; what the operator configured does not.
        try (Stream<Path> files = Files.walk(folder.resolve("home"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).doesNotContain(BASIC);
            }
        }
    }

    @Test
    void noFailureOfTheLedgerHasItsPassword() {
        for (String url : List.of(
                "jdbc:postgresql://127.0.0.1:1/ledger?user=me&password=" + SECRET,
                "jdbc:postgresql://me:" + SECRET + "@127.0.0.1:1/ledger",
                "jdbc:mysql://me:" + SECRET + "@127.0.0.1/ledger")) {
            assertThat(said(List.of("status", "--set", "camelopard.ledger.url=" + url)))
                    .isNotBlank()
                    .doesNotContain(SECRET);
            assertThat(trace(() -> Ledger.open(new Ledger.Settings(
                            folder, url, "me", SECRET, settings().duration("camelopard.lease")))))
                    .doesNotContain(SECRET);
        }
        set.put("camelopard.ledger.password", "file:" + folder.resolve("absent"));
        set.put("camelopard.ledger.url", "jdbc:postgresql://127.0.0.1:1/ledger");
        assertThat(said(List.of("status"))).contains("camelopard.ledger.password: file:", "cannot be read");
    }

    private Settings settings() {
        return Settings.load(Path.of(""), folder.resolve("config"), folder.resolve("home"), set);
    }

    private static String trace(Runnable work) {
        try {
            work.run();
            return "";
        } catch (RuntimeException e) {
            StringWriter trace = new StringWriter();
            e.printStackTrace(new PrintWriter(trace));
            return trace.toString();
        }
    }

    /** Both streams of one command. */
    private String said(List<String> command) {
        List<String> args = new ArrayList<>(command);
        args.addAll(List.of("--home", folder.resolve("cli").toString()));
        set.forEach((key, value) -> args.addAll(List.of("--set", key + "=" + value)));
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        try (PrintStream both = new PrintStream(said, true, StandardCharsets.UTF_8)) {
            System.setOut(both);
            System.setErr(both);
            Main.run(args.toArray(String[]::new));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
        return said.toString(StandardCharsets.UTF_8);
    }

    /** All that JMX shows of Camel and of Camelopard. */
    private static List<String> attributes() throws JMException {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        List<String> all = new ArrayList<>();
        for (String domain : List.of("org.apache.camel:*", "io.camelopard:*", "com.zaxxer.hikari:*")) {
            for (ObjectName name : server.queryNames(new ObjectName(domain), null)) {
                for (MBeanAttributeInfo attribute : server.getMBeanInfo(name).getAttributes()) {
                    all.add(name + " " + attribute.getName() + "=" + value(server, name, attribute));
                }
            }
        }
        return all;
    }

    private static Object value(MBeanServer server, ObjectName name, MBeanAttributeInfo attribute) {
        try {
            return server.getAttribute(name, attribute.getName());
        } catch (JMException | RuntimeException e) {
            return e.toString();
        }
    }
}
