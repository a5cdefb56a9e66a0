package io.camelopard.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.camelopard.ledger.FailureClass;
import io.camelopard.ledger.Run;
import io.camelopard.testing.MisbehavingServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An archive, which may be contacted, sends us to addresses that may not (threat A1): by access URLs and by redirects, in
 * every spelling. Nobody connects to the listeners that are there.
 */
class RequestForgeryTest {
    /** The only address that may be contacted. */
    private static final String ARCHIVE = "127.0.0.3";

    @TempDir
    Path folder;

    private MisbehavingServer archive;
    private List<MisbehavingServer> inside;
    private Trial trial;

    @BeforeEach
    void start() {
        archive = MisbehavingServer.start(ARCHIVE);
        inside = List.of(
                MisbehavingServer.start("127.0.0.1"),
                MisbehavingServer.start("127.0.0.2"),
                MisbehavingServer.start("::1"));
        inside.forEach(server -> server.otherwise().text("secret"));
        trial = Trial.in(folder)
                .set("camelopard.network.allow", ARCHIVE + "/32")
                .set("camelopard.retry.attempts", "1")
                .start();
    }

    @AfterEach
    void stop() {
        trial.close();
        inside.forEach(MisbehavingServer::close);
        archive.close();
    }

    /** P is the port of the listener on 127.0.0.1, Q that on 127.0.0.2, R that on ::1. */
    private static final List<String> FORBIDDEN = List.of(
            // other schemes
            "file:///etc/passwd",
            "file://127.0.0.1:P/x",
            "ftp://127.0.0.1:P/x",
            "jar:http://127.0.0.1:P/x.jar!/y",
            "gopher://127.0.0.1:P/_GET",
            "dict://127.0.0.1:P/x",
            "ldap://127.0.0.1:P/x",
            "ws://127.0.0.1:P/x",
            "netdoc:///etc/passwd",
            "data:text/plain,x",
            "javascript:fetch('http://127.0.0.1:P/')",
            "language:simple:${env.PATH}",
            "http:127.0.0.1:P/x",
            "http:///127.0.0.1:P/x",
            // loopback, in other words
            "http://127.0.0.1:P/x",
            "http://127.0.0.2:Q/x",
            "http://[::1]:R/x",
            "HTTP://LOCALHOST:P/x",
            "http://localhost:R/x",
            "http://localhost.:P/x",
            "http://127.0.0.1.:P/x",
            "http://127.1:P/x",
            "http://127.0.1:P/x",
            "http://2130706433:P/x",
            "http://017700000001:P/x",
            "http://0177.0.0.1:P/x",
            "http://0x7f000001:P/x",
            "http://0x7f.0.0.1:P/x",
            "http://0x7F.1:P/x",
            "http://127.000.000.001:P/x",
            "http://127.0.0.257:P/x",
            "http://0.0.0.0:P/x",
            "http://0:P/x",
            "http://[::]:R/x",
            "http://[0:0:0:0:0:0:0:1]:R/x",
            "http://[::ffff:127.0.0.1]:P/x",
            "http://[::ffff:7f00:1]:P/x",
            "http://[::127.0.0.1]:P/x",
            "http://[64:ff9b::127.0.0.1]:P/x",
            "http://[2002:7f00:1::]:P/x",
            "http://[::1%25lo]:R/x",
            "http://%31%32%37.0.0.1:P/x",
            "http://\uff11\uff12\uff17.0.0.1:P/x",
            "http://127\u30020\u30020\u30021:P/x",
            // other private ranges
            "http://10.0.0.1:P/x",
            "http://172.16.0.1:P/x",
            "http://192.168.1.1:P/x",
            "http://169.254.169.254/latest/meta-data/",
            "http://[fe80::1]:P/x",
            "http://[fc00::1]:P/x",
            "http://[fd00:ec2::254]/latest/meta-data/",
            "http://100.64.0.1:P/x",
            "http://192.0.0.192:P/x",
            "http://198.18.0.1:P/x",
            "http://224.0.0.1:P/x",
            "http://255.255.255.255:P/x",
            // where two parsers see two hosts
            "http://127.0.0.3@127.0.0.1:P/x",
            "http://127.0.0.3:80@127.0.0.1:P/x",
            "http://127.0.0.1:P\\@127.0.0.3/x",
            "http://127.0.0.1:P#@127.0.0.3/x",
            "http://127.0.0.1:P?@127.0.0.3/x",
            "http://127.0.0.3%40127.0.0.1:P/x",
            "http://127.0.0.3%2f@127.0.0.1:P/x",
            "http://127.0.0.1:P\r\nHost: 127.0.0.3/x",
            "http://127.0.0.3 127.0.0.1:P/x",
            "http://127.0.0.1\t:P/x",
            "http://{{env:HOST}}:P/x",
            "http://${env.HOST}:P/x",
            // an allowed host and a port of something else
            "http://127.0.0.3:22/x",
            "http://127.0.0.3:6379/x");

    private List<String> forbidden() {
        return FORBIDDEN.stream()
                .map(url -> url.replaceFirst(":P", ":" + inside.get(0).port())
                        .replaceFirst(":Q", ":" + inside.get(1).port())
                        .replaceFirst(":R", ":" + inside.get(2).port()))
                .toList();
    }

    @Test
    void noAccessUrlLeadsInside() {
        serveRows(forbidden());

        Run run = trial.run("rows", harvest());

        assertThat(run.rows()).isEqualTo(FORBIDDEN.size());
        assertNobodyWasContacted(run);
        assertThat(archive.requests())
                .extracting(MisbehavingServer.Request::path)
                .containsOnly("/cone");
    }

    @Test
    void noRedirectLeadsInside() {
        List<String> urls = new ArrayList<>();
        for (String location : forbidden()) {
            // Those that a header cannot hold, or that are a path of the archive itself, are none.
            if (location.matches("[!-~]+")) {
                String path = "/redirect/" + urls.size();
                archive.serve(path).redirectTo(location);
                urls.add(archive.url(path));
            }
        }
        serveRows(urls);

        Run run = trial.run("redirects", harvest());

        assertThat(run.rows()).isEqualTo(urls.size()).isGreaterThan(60);
        assertNobodyWasContacted(run);
        assertThat(archive.requests()).hasSize(1 + urls.size());
    }

    private void assertNobodyWasContacted(Run run) {
        assertThat(trial.entries(run)).hasSize((int) run.rows()).allSatisfy(entry -> {
            assertThat(entry.outcome()).as(entry.url()).isEqualTo("failed");
            assertThat(entry.failure()).as(entry.url()).isEqualTo(FailureClass.FINAL);
        });
        assertThat(inside)
                .allSatisfy(server -> assertThat(server.acceptedConnections()).isZero());
        assertThat(trial.store()).isEmpty();
    }

    private void serveRows(List<String> urls) {
        String rows = urls.stream()
                .map(url -> "<TR><TD>ivo://x/y?%d</TD><TD>%s</TD></TR>\n"
                        .formatted(
                                urls.indexOf(url),
                                url.replace("\r", "&#13;")
                                        .replace("\n", "&#10;")
                                        .replace("\t", "&#9;")))
                .collect(Collectors.joining());
        archive.serve("/cone").type("application/x-votable+xml").text("""
                <VOTABLE version="1.3"><RESOURCE type="results"><INFO name="QUERY_STATUS" value="OK"/><TABLE>
                <FIELD name="obs_publisher_did" datatype="char" arraysize="*"/>
                <FIELD name="access_url" datatype="unicodeChar" arraysize="*"/>
                <DATA><TABLEDATA>%s</TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>
                """.formatted(rows));
    }

    private String harvest() {
        return """
                description: an archive that points inside
                target: "10 20"
                search: {protocol: scs, service: "%s", radius: 1}
                links: direct
                store: {to: "file:out"}
                """.formatted(archive.url("/cone"));
    }
}
