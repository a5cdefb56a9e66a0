package io.camelopard.harvest;

import static org.assertj.core.api.Assertions.assertThat;

import io.camelopard.vo.Link;
import io.camelopard.vo.Vocabulary;
import io.camelopard.votable.Column;
import io.camelopard.votable.Columns;
import io.camelopard.votable.Param;
import io.camelopard.votable.Row;
import io.camelopard.votable.ServiceDescriptor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LinkChooserTest {
    private static final Row ROW = Row.of(
            Columns.of(List.of(new Column("exposure", null, "double", null, null, null, null, null, null))),
            new Object[] {100.0});

    private static Link link(String url, String semantics, @Nullable String type, @Nullable Long length) {
        return new Link(
                "id",
                url,
                null,
                null,
                null,
                semantics,
                null,
                "the " + url,
                type,
                length,
                null,
                null,
                null,
                null,
                Map.of());
    }

    private static Link service(String semantics) {
        return soda("soda", "SODA#sync-1.0", semantics, "CIRCLE", "BAND");
    }

    private static Link soda(String name, String standard, String semantics, String... inputs) {
        List<Param> params = List.of(
                param("standardID", "ivo://ivoa.net/std/" + standard), param("accessURL", "https://x.org/" + name));
        ServiceDescriptor descriptor = new ServiceDescriptor(
                name,
                null,
                null,
                params,
                Stream.concat(Stream.of(param("ID", "d")), Stream.of(inputs).map(input -> param(input, "")))
                        .toList());
        return new Link(
                "id",
                null,
                name,
                descriptor,
                null,
                semantics,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                Map.of());
    }

    private static Param param(String name, String value) {
        return new Param(name, null, "char", "*", null, null, null, null, value, null, null, null, null, List.of());
    }

    private static Link error(String message) {
        return new Link(
                "id",
                null,
                null,
                null,
                message,
                "#this",
                null,
                null,
                "image/fits",
                null,
                null,
                null,
                null,
                null,
                Map.of());
    }

    private static LinkChooser chooser(String links) {
        return chooser("tap\n  service: https://example.org/tap\n  query: SELECT 1", links);
    }

    private static LinkChooser chooser(String protocol, String links) {
        String yaml = "description: x\nsearch:\n  protocol: " + protocol + "\nstore: {to: file:x}\n" + links;
        return LinkChooser.of(HarvestFile.parse("x.yaml", yaml), Vocabulary.core());
    }

    /** As {@code 0 all: a b} with the index, take and URLs of each choice. */
    private static List<String> chosen(LinkChooser chooser, Link... links) {
        return chooser.choose(List.of(links), ROW, null).stream()
                .map(choice -> choice.alternative()
                        + (choice.all() ? " all: " : ": ")
                        + String.join(
                                " ",
                                choice.links().stream()
                                        .map(link -> link.accessUrl() == null ? link.serviceDef() : link.accessUrl())
                                        .toList()))
                .toList();
    }

    /** VO-TRAPS 1.6. */
    @Test
    void withoutLinksTakesAllThatAreThis() {
        assertThat(chosen(
                        chooser(""),
                        link("a", "#this", null, null),
                        link("p", "#preview", null, null),
                        link("b", "http://www.ivoa.net/rdf/datalink/core#this", "application/fits", null)))
                .containsExactly("0 all: a b");
    }

    /** VO-TRAPS 1.5. */
    @Test
    void takesNarrowerTermsInAnySpellingAndNotTwice() {
        assertThat(chosen(
                        chooser("links:\n  - semantics: preview-image\n  - semantics: \"#preview\"\n"),
                        link("t", "#thumbnail", "image/png", null),
                        link("i", "#preview-image", "image/png", null),
                        link("p", "http://www.ivoa.net/rdf/datalink/core#preview", "image/png", null)))
                .containsExactly("0: i", "1: t p");
    }

    /** VO-TRAPS 1.4. */
    @Test
    void aCustomTermIsOnlyItself() {
        assertThat(chosen(
                        chooser("links:\n  - semantics: http://example.org/v#this\n"),
                        link("a", "#this", null, null),
                        link("b", "http://example.org/v#this", null, null)))
                .containsExactly("0: b");
    }

    @Test
    void allConditionsMustHoldAndAnyValueOfEach() {
        LinkChooser chooser = chooser("""
                        links:
                          - semantics: ["#this", "#calibration"]
                            content_type: [fits, image/png]
                            where: content_length < 10 and row.exposure == 100
                            description: ^the [a-z]$
                        """);
        assertThat(chosen(
                        chooser,
                        link("a", "#flat", "application/x-fits", 5L),
                        link("b", "#this", "IMAGE/FITS; x=y", 5L),
                        link("c", "#this", "text/csv", 5L),
                        link("d", "#this", "image/png", 50L),
                        link("e", "#this", "image/png", null),
                        link("ff", "#this", "image/png", 5L)))
                .containsExactly("0: a b");
    }

    /** VO-TRAPS 1.11. */
    @Test
    void whatTheBrowserOrAnotherDocumentIsForIsTakenOnlyWhenAsked() {
        Link page = link("page", "#this", "text/html; charset=utf-8", null);
        Link deeper = link("deeper", "#this", "application/x-votable+xml;content=datalink", null);
        assertThat(chosen(chooser("links:\n  - semantics: this\n"), page, deeper))
                .isEmpty();
        assertThat(chosen(chooser("links:\n  - content_type: text/html\n"), page, deeper))
                .containsExactly("0 all: page");
        assertThat(chooser("").reason(List.of(page), ROW, null))
                .isEqualTo("no link is #this; there were: text/html; charset=utf-8 (#this)");
    }

    @Test
    void errorsAreNeverTaken() {
        Link error = error("NotFoundFault: not public");
        LinkChooser chooser = chooser("links:\n  - content_type: directory\n");
        assertThat(chosen(chooser, error, link("h", "#documentation", "text/html", null)))
                .isEmpty();
        assertThat(chooser.reason(List.of(error, link("h", "#documentation", "text/html", null)), ROW, null))
                .isEqualTo("no link is directory; there were: NotFoundFault: not public, text/html (#documentation)");
        assertThat(chooser.reason(List.of(), ROW, null)).isEqualTo("there are no links");
    }

    @Test
    void aCutoutNeedsAServiceAndAnythingElseAnAddress() {
        LinkChooser chooser = chooser("""
                        links:
                          - semantics: proc
                            cutout: {circle: [1, 2, 0.5]}
                          - semantics: proc
                            cutout: {circle: [1, 2, 0.1]}
                          - semantics: proc
                          - semantics: this
                        """);
        assertThat(chosen(chooser, service("#cutout"), link("a", "#this", null, null), link("b", "#proc", null, null)))
                .containsExactly("0: soda", "1: soda", "2: b", "3 all: a");
    }

    private static final String CUTOUT =
            "links:\n  - {semantics: proc, cutout: {circle: [1, 2, 0.5]}}\n  - semantics: this\n";

    @Test
    void aCutoutServiceThatAnswersAtOnceIsPreferredToTheSameAsAJob() {
        Link job = soda("job", "SODA#async-1.0", "#cutout", "CIRCLE");
        Link atOnce = soda("atonce", "SODA#sync-1.0", "#cutout", "CIRCLE");
        assertThat(chosen(chooser(CUTOUT), job, atOnce)).containsExactly("0: atonce");
        assertThat(chosen(chooser(CUTOUT), job)).containsExactly("0: job");
    }

    @Test
    void aServiceThatCannotDoTheCutoutMakesWayForTheNextAlternativeAndSaysWhy() {
        Link spectra = soda("spectra", "SODA#sync-1.0", "#proc", "BAND");
        Link other = soda("other", "example#x", "#proc", "CIRCLE");
        Link file = link("a", "#this", null, null);
        LinkChooser chooser = chooser(CUTOUT);
        assertThat(chosen(chooser, spectra, file)).containsExactly("1 all: a");
        assertThat(chooser.missed(List.of(spectra, file), ROW, null, 1))
                .containsExactly("https://x.org/spectra: takes neither CIRCLE nor POS");
        assertThat(chooser.missed(List.of(other, file), ROW, null, 1))
                .containsExactly("the service other is no SODA service");
        assertThat(chooser.missed(List.of(file), ROW, null, 1))
                .containsExactly("no link is proc with a cutout service");
        assertThat(chooser.reason(List.of(spectra), ROW, null))
                .isEqualTo(
                        "https://x.org/spectra: takes neither CIRCLE nor POS; no link is proc with a cutout service, or this;"
                                + " there were: a service (#proc)");
    }

    /** VO-TRAPS 1.5: what an alternative left is free for the next one. */
    @Test
    void whatAnAlternativeDidNotTakeIsLeftForTheNext() {
        assertThat(chosen(
                        chooser("links:\n  - content_type: fits\n  - semantics: calibration\n"),
                        link("a", "#this", "image/fits", null),
                        link("f", "#flat", "image/fits", null)))
                .containsExactly("0 all: a", "1: f");
    }

    /** VO-TRAPS 1.1: an error row may say that it is {@code #this}. */
    @Test
    void anErrorIsNotTheFirstThis() {
        assertThat(chosen(chooser("links: [{take: first}]\n"), error("FatalFault: x"), link("b", "#this", null, null)))
                .containsExactly("0: b");
    }

    @Test
    void takeSaysHowMany() {
        Link a = link("a", "#this", null, null);
        Link b = link("b", "#this", null, null);
        assertThat(chosen(chooser("links:\n  - take: first\n"), a, b)).containsExactly("0: a b");
        assertThat(chosen(
                        chooser("links:\n  - semantics: preview\n    take: all\n"), link("p", "#preview", null, null)))
                .containsExactly("0 all: p");
    }

    @Test
    void aFolderIsAnAddressThatEndsInASlashOnlyWhenTheHarvestNamesIt() {
        Link folder = link("https://example.org/a/", "#this", null, null);
        String directory = "links:\n  - content_type: directory\n";
        assertThat(chosen(chooser("none\n  urls: [https://example.org/a/]", directory), folder))
                .hasSize(1);
        assertThat(chosen(chooser(directory), folder)).isEmpty();
        assertThat(chosen(chooser(directory), link("https://example.org/a/", "", "application/x-directory", null)))
                .containsExactly("0: https://example.org/a/");
    }

    /** VO-TRAPS 1.11. */
    @Test
    void qualifiersAreTermsAndLocalSemanticsAreTexts() {
        Map<String, Object> none = new HashMap<>();
        Link link = new Link(
                "id",
                "a",
                null,
                null,
                null,
                "#this",
                "science",
                null,
                null,
                null,
                "http://www.ivoa.net/rdf/product-type#image",
                null,
                null,
                null,
                none);
        assertThat(chosen(chooser("links:\n  - content_qualifier: image\n    local_semantics: [x, science]\n"), link))
                .hasSize(1);
        assertThat(chosen(chooser("links:\n  - content_qualifier: cube\n"), link))
                .isEmpty();
        assertThat(chosen(chooser("links:\n  - local_semantics: Science\n"), link))
                .isEmpty();
    }
}
