package io.camelopard.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.camelopard.ledger.Entry;
import io.camelopard.ledger.Reports;
import io.camelopard.ledger.Run;
import io.camelopard.testing.MisbehavingServer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders that do not end, lead elsewhere, or have names that a file system does not take (threats A4 and C1). */
class HostileFolderTest {
    @TempDir
    Path folder;

    private MisbehavingServer archive;
    private MisbehavingServer other;
    private Trial trial;

    @BeforeEach
    void start() {
        archive = MisbehavingServer.start();
        other = MisbehavingServer.start("127.0.0.2");
        trial = Trial.in(folder)
                .set("camelopard.limits.directoryDepth", "4")
                .set("camelopard.limits.directoryFiles", "60")
                .start();
    }

    @AfterEach
    void stop() {
        trial.close();
        archive.close();
        other.close();
    }

    private static String listing(String... hrefs) {
        return Arrays.stream(hrefs)
                .map(href -> "<a href=\"%s\">x</a>  2024-01-01 00:00   64\n".formatted(href))
                .collect(Collectors.joining(
                        "", "<html><head><title>Index of /d</title></head><body><pre>", "</pre></body></html>"));
    }

    private Run walk() {
        return trial.run("walk", Trial.directories(List.of(archive.url("/d/"))));
    }

    /** How a link of a listing arrives in a request. */
    private static String sent(String href) {
        return href.replace("./", "").replace("$", "%24").replace("~", "%7E");
    }

    private String reasons(Run run) {
        return trial.camelopard().ledger().reports().entries(run.id(), Reports.Group.FAILED, 100).stream()
                .map(Entry::reason)
                .collect(Collectors.joining("\n"));
    }

    /** A link of the server's file system to a folder above itself looks so. */
    @Test
    void aLoopEndsAtTheLargestDepth() {
        archive.otherwise().type("text/html").text(listing("loop/", "index.html", "?C=N;O=D"));

        Run run = walk();

        assertThat(run.state().ended()).isTrue();
        assertThat(run.failed()).isEqualTo(1);
        assertThat(reasons(run)).contains("camelopard.limits.directoryDepth");
        assertThat(archive.requests())
                .extracting(MisbehavingServer.Request::target)
                .containsExactly("/d/", "/d/loop/", "/d/loop/loop/", "/d/loop/loop/loop/", "/d/loop/loop/loop/loop/");
    }

    @Test
    void everNewFoldersEndAtTheMostEntriesOfATree() {
        archive.otherwise().type("text/html").text(listing("a/", "b/", "c/", "d/", "e/", "f/", "g/", "h/", "i/", "j/"));

        Run run = walk();

        assertThat(run.state().ended()).isTrue();
        assertThat(reasons(run)).contains("more than the 60 entries allowed in all its folders");
        assertThat(archive.requests()).hasSizeLessThanOrEqualTo(61);
    }

    @Test
    void twoTreesOfOneRunAreCountedApart() {
        String[] names = java.util.stream.IntStream.range(0, 40)
                .mapToObj(i -> i + ".dat")
                .toArray(String[]::new);
        archive.otherwise().bytes(64);
        archive.serve("/d/").type("text/html").text(listing(names));
        archive.serve("/e/").type("text/html").text(listing(names));

        Run run = trial.run("two", Trial.directories(List.of(archive.url("/d/"), archive.url("/e/"))));

        assertThat(run.failed()).isZero();
        assertThat(run.stored()).isEqualTo(80);
    }

    @Test
    void nothingElsewhereIsAskedFor() {
        archive.otherwise().bytes(64);
        archive.serve("/d/")
                .type("text/html")
                .text(listing(
                        "good.dat",
                        other.url("/d/x"),
                        other.url("/d/"),
                        "//127.0.0.2:" + other.port() + "/d/x",
                        archive.url("/e/x"),
                        "https://127.0.0.1:" + archive.port() + "/d/x",
                        "http://me@127.0.0.1:" + archive.port() + "/d/x",
                        "/",
                        "../",
                        "../e/x",
                        "/d/../e/x",
                        "%2e%2e/e/x",
                        "..%2fe%2fx",
                        "%2e%2e%5ce",
                        "a/../../e/x",
                        "./../e/",
                        "?C=M;O=A",
                        "x?C=N",
                        "#top",
                        "javascript:location='/e/'",
                        "mailto:a@b",
                        "file:///etc/passwd",
                        "index.html",
                        "x%00.dat",
                        "x%0d%0ay.dat",
                        "./{{env:PATH}}/"));
        archive.serve("/d/%7B%7Benv:PATH%7D%7D/").type("text/html").text(listing("/e/y", "../good2.dat", "z.dat"));

        Run run = walk();

        assertThat(other.acceptedConnections()).isZero();
        assertThat(archive.requests())
                .extracting(MisbehavingServer.Request::target)
                .allSatisfy(target -> assertThat(target).startsWith("/d/"));
        assertThat(trial.store().keySet())
                .containsExactlyInAnyOrder("out/d/good.dat", "out/d/%7B%7Benv%3APATH%7D%7D/z.dat");
        assertThat(run.failed()).isZero();
    }

    @Test
    void namesThatCollideOrThatAFileSystemRefusesAreAllStored() {
        List<String> hrefs = List.of(
                "A.dat",
                "a.dat",
                "B.dat/",
                "b.dat",
                "%C3%BC.dat",
                "u%CC%88.dat",
                "%C3%9C.dat",
                "CON",
                "con.dat",
                "x.",
                "x%20",
                "./a:b",
                "-rf",
                ".htaccess",
                "~",
                "%E2%80%AEtad.exe",
                "a%7Cb",
                "%3Cx",
                "x%7C",
                "$(touch%20y)",
                "%ED%95%9C".repeat(28) + ".dat");
        archive.serve("/d/").type("text/html").text(listing(hrefs.toArray(String[]::new)));
        archive.serve("/d/B.dat/").type("text/html").text(listing("in.dat"));
        int length = 100;
        for (String href : hrefs) {
            if (!href.endsWith("/")) {
                archive.serve("/d/" + sent(href)).bytes(length++);
            }
        }
        archive.serve("/d/B.dat/in.dat").bytes(99);

        Run run = walk();

        assertThat(reasons(run)).isEmpty();
        assertThat(run.stored()).isEqualTo(hrefs.size());
        assertThat(trial.store().values()).hasSize(hrefs.size()).doesNotHaveDuplicates();
        assertThat(trial.store().keySet().stream().map(name -> name.toLowerCase(Locale.ROOT)))
                .doesNotHaveDuplicates()
                .allSatisfy(path -> assertThat(path).startsWith("out/d/").matches("[A-Za-z0-9._+=@%~/-]+"))
                .allSatisfy(path -> assertThat(path.substring(path.lastIndexOf('/') + 1))
                        .hasSizeLessThanOrEqualTo(255)
                        .doesNotMatch("[-.].*|.*\\.|(?i)(con|nul)(\\..*)?"));
    }
}
