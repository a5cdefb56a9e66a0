package io.camelopard.vo;

import static org.assertj.core.api.Assertions.assertThat;

import io.camelopard.votable.Limits;
import io.camelopard.votable.Row;
import io.camelopard.votable.Trailer;
import io.camelopard.votable.VotableReader;
import io.camelopard.votable.VotableScan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** VO-TRAPS, cloud_access (d): a links service with an input source, whose options are the archive and clouds. */
class CloudSourcesTest {
    private static final String ANSWER = """
            <VOTABLE version="1.3" xmlns="http://www.ivoa.net/xml/VOTable/v1.3"><RESOURCE type="results">
            <INFO name="QUERY_STATUS" value="OK"/><TABLE>
            <FIELD ID="did" name="obs_id" datatype="char" arraysize="*"/>
            <DATA><TABLEDATA><TR><TD>18244</TD></TR></TABLEDATA></DATA></TABLE></RESOURCE>
            <RESOURCE type="meta" utype="adhoc:service">
            <PARAM name="standardID" datatype="char" arraysize="*" value="ivo://ivoa.net/std/DataLink#links-1.0"/>
            <PARAM name="accessURL" datatype="char" arraysize="*" value="https://h.org/links"/>
            <GROUP name="inputParams"><PARAM name="ID" ref="did" datatype="char" arraysize="*" value=""/>
            <PARAM name="source" datatype="char" arraysize="*" value="main-server"><VALUES>
            <OPTION name="archive" value="main-server"/><OPTION name="cloud" value="aws:us-east1"/></VALUES></PARAM>
            </GROUP></RESOURCE></VOTABLE>
            """;

    @TempDir
    Path folder;

    private static String links(String... urls) {
        StringBuilder rows = new StringBuilder();
        for (String url : urls) {
            rows.append("<TR><TD>18244</TD><TD>").append(url).append("</TD><TD>#this</TD><TD/></TR>");
        }
        return "<VOTABLE version=\"1.3\" xmlns=\"http://www.ivoa.net/xml/VOTable/v1.3\"><RESOURCE type=\"results\"><TABLE>"
                + "<FIELD name=\"ID\" datatype=\"char\" arraysize=\"*\"/>"
                + "<FIELD name=\"access_url\" datatype=\"char\" arraysize=\"*\"/>"
                + "<FIELD name=\"semantics\" datatype=\"char\" arraysize=\"*\"/>"
                + "<FIELD name=\"error_message\" datatype=\"char\" arraysize=\"*\"/><DATA><TABLEDATA>" + rows
                + "</TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>";
    }

    private RowLinks resolved(CannedAsk ask) throws IOException {
        Path answer = folder.resolve("search.vot");
        Files.writeString(answer, ANSWER);
        Trailer trailer = VotableScan.scan(answer, Limits.defaults());
        List<Row> rows = new ArrayList<>();
        try (VotableReader reader = VotableReader.open(answer, Limits.defaults())) {
            reader.forEachRemaining(rows::add);
        }
        RowLinks row = new LinkResolver(ask, Limits.defaults(), time -> true)
                .resolve(rows, trailer, "https://h.org/sia", false)
                .get(0);
        return new CloudSources(ask, Limits.defaults()).add(row);
    }

    private CannedAsk service(Function<Boolean, CannedAsk.Reply> answers) throws IOException {
        Path spool = Files.createDirectories(folder.resolve("spool"));
        return new CannedAsk(
                spool, request -> answers.apply(Urls.query(request.params()).contains("aws")));
    }

    @Test
    void asksTheServiceForTheCloudAndKeepsTheHttpLink() throws IOException {
        CannedAsk ask = service(cloud -> CannedAsk.Reply.of(
                cloud
                        ? links("s3://heasarc/a/b.fits", "s3://heasarc/a/a%20x.fits")
                        : links("https://h.org/a x.fits", "https://h.org/b.fits")));

        List<Link> links = resolved(ask).links();

        assertThat(links).extracting(Link::accessUrl).containsExactly("https://h.org/a x.fits", "https://h.org/b.fits");
        assertThat(CloudAccess.read(links.get(1).cloudAccess()).places())
                .containsExactly(new CloudAccess.Place("heasarc", "a/b.fits", null));
        assertThat(links.get(1).columns()).containsEntry("cloud_access", "s3://heasarc/a/b.fits");
        assertThat(links.get(0).cloudAccess()).isNull();
        assertThat(ask.requests()).hasSize(2);
        assertThat(ask.uris().get(1)).isEqualTo("https://h.org/links?ID=18244&source=aws%3Aus-east1");
        assertThat(ask.leftBehind()).isZero();
    }

    @Test
    void aServiceThatCannotTellLeavesTheHttpLinks() throws IOException {
        CannedAsk ask = service(cloud ->
                cloud ? CannedAsk.Reply.of(500, "no cloud today") : CannedAsk.Reply.of(links("https://h.org/a.fits")));

        assertThat(resolved(ask).links()).singleElement().satisfies(link -> {
            assertThat(link.accessUrl()).isEqualTo("https://h.org/a.fits");
            assertThat(link.cloudAccess()).isNull();
        });
    }
}
