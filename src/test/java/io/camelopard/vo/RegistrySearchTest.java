package io.camelopard.vo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.camelopard.MisuseException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** VO-TRAPS 5, RegTAP: what is asked of a registry, and what of its answer is meant. */
class RegistrySearchTest {
    private static final String SIA = "ivo://ivoa.net/std/sia";
    private static final List<String> OF_1_1 =
            List.of("ivoid", "res_title", "access_url", "standard_id", "intf_type", "intf_role", "std_version");
    private static final List<String> OF_1_2 = List.of(
            "ivoid",
            "res_title",
            "access_url",
            "standard_id",
            "intf_type",
            "intf_role",
            "std_version",
            "mirror_url",
            "authenticated_only");

    @TempDir
    Path folder;

    private CannedAsk ask;

    private List<List<Service>> search(RegistryTerms terms, Protocol protocol, List<String> columns, List<?>... rows) {
        ask = new CannedAsk(folder, request -> CannedAsk.Reply.of(Votables.table(columns, List.of(rows), "")));
        return new Registry(ask, List.of("https://r.org/tap")).search(terms, protocol);
    }

    private static RegistryTerms ivoid(String ivoid) {
        return new RegistryTerms(List.of(), null, ivoid);
    }

    private static List<Object> row(String ivoid, String url, String standard, Object... more) {
        List<Object> row = new java.util.ArrayList<>(List.of(ivoid, "Of " + ivoid, url, standard));
        row.addAll(Arrays.asList(more));
        return row;
    }

    private String query() {
        return ask.requests().get(0).params().get(2).getValue();
    }

    @Test
    void asksForAllThatIsGivenInLowerCaseAndQuoted() {
        search(
                new RegistryTerms(List.of("chandra", "O'Brien"), "X-Ray", "IVO://Nasa.Heasarc/%"),
                Protocol.SIA,
                OF_1_1,
                row("ivo://nasa.heasarc/a", "https://a.org/", SIA, "vs:paramhttp", "std", "1.0"));

        assertThat(query())
                .startsWith("SELECT * FROM rr.resource NATURAL JOIN rr.capability NATURAL JOIN rr.interface WHERE "
                        + "(ivoid IN (SELECT ivoid FROM rr.resource WHERE 1 = ivo_hasword(res_title, 'chandra'))"
                        + " OR ivoid IN (SELECT ivoid FROM rr.resource WHERE 1 = ivo_hasword(res_description, 'chandra'))"
                        + " OR ivoid IN (SELECT ivoid FROM rr.res_subject WHERE 1 = ivo_hasword(res_subject, 'chandra')))"
                        + " AND (")
                .contains("ivo_hasword(res_subject, 'O''Brien')")
                .endsWith(" AND 1 = ivo_hashlist_has(waveband, 'x-ray') AND ivoid LIKE 'ivo://nasa.heasarc/%'"
                        + " AND NOT standard_id LIKE '%#aux' AND standard_id LIKE 'ivo://ivoa.net/std/sia%'");
    }

    @Test
    void anIdentifierWithoutAWildcardIsCompared() {
        search(ivoid("ivo://X/a"), Protocol.SIA, OF_1_1, row("ivo://x/a", "https://a.org/", SIA, null, null, null));

        assertThat(query()).contains("ivoid = 'ivo://x/a'").doesNotContain("ivoid LIKE");
    }

    @Test
    void onlyThePercentSignIsAWildcard() {
        List<List<Service>> found = search(
                ivoid("ivo://x/a_%"),
                Protocol.SIA,
                OF_1_1,
                row("ivo://x/a_1", "https://a.org/", SIA, null, null, null),
                row("ivo://x/ab1", "https://b.org/", SIA, null, null, null));

        assertThat(found).hasSize(1);
    }

    @Test
    void servicesComeByIdentifierEachWithItsInterfaces() {
        List<List<Service>> found = search(
                ivoid("ivo://x/%"),
                Protocol.SIA,
                OF_1_1,
                row("ivo://x/b", "https://b.org/", SIA, "vs:paramhttp", "std", "1.0"),
                row("ivo://x/a", "http://a.org/", SIA, "vs:paramhttp", "std", "1.0"),
                row("ivo://x/a", "https://a.org/page", SIA, "vr:webbrowser", null, null),
                row("ivo://x/c", "https://c.org/2", SIA + "#query-2.0", "vs:paramhttp", "std", "2.0"),
                row("ivo://x/a", "https://a.org/", SIA, "vs:paramhttp", "std", "1.0"));

        assertThat(found)
                .containsExactly(
                        List.of(
                                new Service("https://a.org/", "ivo://x/a", "Of ivo://x/a"),
                                new Service("http://a.org/", "ivo://x/a", "Of ivo://x/a")),
                        List.of(new Service("https://b.org/", "ivo://x/b", "Of ivo://x/b")));
    }

    @Test
    void mirrorsOfVersion12ComeAfterTheirInterfaceAndWhatWantsALoginLast() {
        List<List<Service>> found = search(
                ivoid("ivo://x/a"),
                Protocol.SIA,
                OF_1_2,
                row("ivo://x/a", "https://login.org/", SIA, "vs:paramhttp", "std", "1.0", null, "1"),
                row("ivo://x/a", "https://a.org/old", SIA, "vs:paramhttp", null, "1.0", null, "0"),
                row(
                        "ivo://x/a",
                        "http://a.org/",
                        SIA,
                        "vs:paramhttp",
                        "std",
                        "1.0",
                        "https://m.org/#ftp://n.org/",
                        "0"));

        assertThat(found.get(0))
                .extracting(Service::url)
                .containsExactly("http://a.org/", "https://m.org/", "https://a.org/old", "https://login.org/");
    }

    @Test
    void nothingFoundSaysWhatWasLookedFor() {
        assertThatThrownBy(() -> search(new RegistryTerms(List.of("nonsense"), "radio", null), Protocol.SSA, OF_1_1))
                .isInstanceOf(MisuseException.class)
                .hasMessage(
                        "no such service: the registry has no ssa service with keywords [nonsense] and waveband radio;"
                                + " fewer or other words find more");
    }

    @Test
    void aTruncatedAnswerIsNotUsed() {
        ask = new CannedAsk(
                folder,
                request -> CannedAsk.Reply.of(Votables.table(
                        OF_1_1,
                        List.of(row("ivo://x/a", "https://a.org/", SIA, null, null, null)),
                        "<INFO name=\"QUERY_STATUS\" value=\"OVERFLOW\"/>")));

        assertThatThrownBy(() -> new Registry(ask, List.of("https://r.org/tap")).search(ivoid(null), Protocol.SIA))
                .isInstanceOf(MisuseException.class)
                .hasMessageContaining("narrow the search");
        assertThat(ask.leftBehind()).isZero();
    }

    @Test
    void wordsForServicesAreThoseThatPeopleUse() {
        assertThat(List.of("tap", "SCS", "conesearch", "image", "sia2", "ssap", "ivo://ivoa.net/std/SIA#query-2.0"))
                .extracting(Protocol::ofServiceType)
                .containsExactly(
                        Protocol.TAP,
                        Protocol.SCS,
                        Protocol.SCS,
                        Protocol.SIA,
                        Protocol.SIA2,
                        Protocol.SSA,
                        Protocol.SIA2);
        assertThatThrownBy(() -> Protocol.ofServiceType("soap"))
                .isInstanceOf(MisuseException.class)
                .hasMessageContaining("'soap' is not known");
    }
}
