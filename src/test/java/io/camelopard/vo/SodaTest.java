package io.camelopard.vo;

import static org.assertj.core.api.Assertions.assertThat;

import io.camelopard.FinalException;
import io.camelopard.TransientException;
import io.camelopard.vo.SodaCutout.Circle;
import io.camelopard.vo.SodaCutout.Interval;
import io.camelopard.vo.SodaCutout.Range;
import io.camelopard.votable.Limits;
import io.camelopard.votable.Param;
import io.camelopard.votable.ServiceDescriptor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** VO-TRAPS 2: what is asked of SODA services, those of the standard's text and those that were recorded. */
class SodaTest {
    private static final Target TARGET = new Target("M31", 10.5, -41.25, Map.of());
    private static final Path SAMPLES = Cases.RESOURCES.resolve("vo-samples/datalink");

    /** VO-TRAPS 2.1 to 2.3 and 2.7: a descriptor of inputs and a cutout become a query, or an obstacle. */
    @TestFactory
    Stream<DynamicNode> requests() throws IOException {
        return Cases.of("soda", one -> {
            Soda soda = Soda.of(descriptor(one)).orElseThrow();
            SodaCutout cutout = cutout(one.map("cutout"));
            String obstacle = soda.obstacle(cutout, TARGET);
            if (one.has("obstacle")) {
                assertThat(obstacle).isEqualTo("https://x.org/soda: " + one.text("obstacle"));
            } else {
                assertThat(obstacle).isNull();
                assertThat(query(soda.url(cutout, TARGET))).isEqualTo(one.text("query"));
            }
        });
    }

    /** VO-TRAPS 2.5. */
    @TestFactory
    Stream<DynamicNode> faults() throws IOException {
        return Cases.of("soda-faults", one -> {
            var fault = SodaFault.of(one.text("said"));
            assertThat(fault.map(said -> said.kind().name().toLowerCase(java.util.Locale.ROOT))
                            .orElse("none"))
                    .isEqualTo(one.text("kind"));
            fault.ifPresent(said -> assertThat(said.failure("there"))
                    .isInstanceOf(one.text("kind").equals("passing") ? TransientException.class : FinalException.class)
                    .hasMessageStartingWith("there: no cutout: "));
        });
    }

    private static ServiceDescriptor descriptor(Cases.Case one) {
        List<Param> params = List.of(
                Votables.param(
                        "standardID",
                        one.has("standardID") ? one.text("standardID") : "ivo://ivoa.net/std/SODA#sync-1.0",
                        null),
                Votables.param("accessURL", one.has("accessURL") ? one.text("accessURL") : "https://x.org/soda", null));
        List<Param> inputs = one.list("inputs").stream()
                .map(input -> input((Map<?, ?>) input))
                .toList();
        return new ServiceDescriptor("soda", null, null, params, inputs);
    }

    private static Param input(Map<?, ?> input) {
        List<?> options = (List<?>) Objects.requireNonNullElse(input.get("options"), List.of());
        return new Param(
                String.valueOf(input.get("name")),
                null,
                "char",
                "*",
                text(input, "unit"),
                text(input, "ucd"),
                null,
                text(input, "xtype"),
                text(input, "value"),
                text(input, "ref"),
                null,
                text(input, "min"),
                text(input, "max"),
                options.stream().map(String::valueOf).toList());
    }

    private static @Nullable String text(Map<?, ?> map, String key) {
        return map.get(key) == null ? null : String.valueOf(map.get(key));
    }

    private static SodaCutout cutout(Map<String, Object> asked) {
        List<Double> circle = numbers(asked.get("circle"));
        List<Double> range = numbers(asked.get("range"));
        return new SodaCutout(
                switch (circle.size()) {
                    case 0 -> null;
                    case 1 -> new Circle(null, null, circle.get(0));
                    default -> new Circle(circle.get(0), circle.get(1), circle.get(2));
                },
                numbers(asked.get("polygon")),
                range.isEmpty() ? null : new Range(range.get(0), range.get(1), range.get(2), range.get(3)),
                interval(numbers(asked.get("band"))),
                interval(numbers(asked.get("time"))),
                asked.get("pol") instanceof List<?> states
                        ? states.stream().map(String::valueOf).toList()
                        : List.of());
    }

    private static @Nullable Interval interval(List<Double> bounds) {
        return bounds.isEmpty() ? null : new Interval(bounds.get(0), bounds.get(1));
    }

    private static List<Double> numbers(@Nullable Object value) {
        return value instanceof List<?> list
                ? list.stream().map(number -> ((Number) number).doubleValue()).toList()
                : List.of();
    }

    /** The parameters as they are meant, one after the other. */
    private static String query(String url) {
        return String.join(
                "&",
                Urls.params(url).stream()
                        .map(param -> param.getKey() + "=" + param.getValue())
                        .toList());
    }

    private static final SodaCutout NEAR = new SodaCutout(
            new Circle(88.8, -67.8, 0.05),
            List.of(),
            null,
            new Interval(6e-7, Double.POSITIVE_INFINITY),
            null,
            List.of());

    private static List<Link> recorded(String name) {
        return new LinkResolver(request -> null, Limits.defaults(), time -> true)
                .read(SAMPLES.resolve(name), "https://x.org/links").stream()
                        .filter(link -> link.serviceDef() != null)
                        .toList();
    }

    private static List<Soda> sodas(String name) {
        return recorded(name).stream()
                .map(link -> Soda.of(link.service()))
                .flatMap(java.util.Optional::stream)
                .toList();
    }

    private static SodaCutout circle(double ra, double dec, double radius) {
        return new SodaCutout(new Circle(ra, dec, radius), List.of(), null, null, null, List.of());
    }

    @Test
    void cadcHasASyncAndAnAsyncServiceForEachDataset() {
        List<Soda> cadc = sodas("cadc-soda-cutout.xml");

        assertThat(cadc).hasSize(4);
        assertThat(cadc).extracting(Soda::sync).containsExactly(true, false, true, false);
        assertThat(cadc.get(0).dataset()).isEqualTo("ad:MACHO/cal054150r.fits.fz");
        assertThat(cadc.get(0).obstacle(NEAR, null)).isNull();
        assertThat(cadc.get(0).url(NEAR, null))
                .isEqualTo("https://www.cadc-ccda.hia-iha.nrc-cnrc.gc.ca/caom2ops/sync"
                        + "?ID=ad%3AMACHO%2Fcal054150r.fits.fz&RUNID=e3h6rssb161oyf7j"
                        + "&CIRCLE=88.8%20-67.8%200.05&BAND=0.0000006%20%2BInf");
        assertThat(cadc.get(2).obstacle(NEAR, null))
                .endsWith("CIRCLE 88.8 -67.8 0.05 is outside of the data, which are within"
                        + " 79.95903372635773 -70.324541763973 0.5210467418210978");
    }

    @Test
    void theOldNamesOfCadcAreKnownByTheirUnitAndTheirLimitsStandInMax() {
        List<Link> links = recorded("cadc-gemini-v1.2.xml");
        List<Soda> soda = sodas("cadc-gemini-v1.2.xml");

        assertThat(links).hasSize(3);
        assertThat(Soda.of(links.get(0).service())).as("cutout of its own kind").isEmpty();
        assertThat(soda).hasSize(2);
        assertThat(soda.get(0).url(circle(249.45, 6.2, 0.01), null))
                .endsWith("/caom2ops/sync?ID=ad%3AGEMINI%2FS20120515S0064&CIRC=249.45%206.2%200.01");
        SodaCutout infrared = new SodaCutout(null, List.of(), null, new Interval(1e-6, 2e-6), null, List.of());
        assertThat(soda.get(0).obstacle(infrared, null)).contains("BAND 0.000001 0.000002 is outside of the data");
    }

    @Test
    void casdaHasJobsAloneAndShapesInPosByXtypeAndATokenOfTheRowForId() {
        List<Soda> casda = sodas("casda-datalink.xml");

        assertThat(casda).hasSize(4).allMatch(soda -> !soda.sync());
        assertThat(casda.get(0).obstacle(circle(1, 2, 0.5), null)).endsWith("takes neither CIRCLE nor POS");
        Soda cutouts = sodaOf("casda-datalink.xml", "cutout_service");
        assertThat(cutouts.url(circle(1, 2, 0.5), null))
                .isEqualTo("https://casda.csiro.au/casda_data_access/data/async?ID=cube-244&POS=CIRCLE%201%202%200.5");
    }

    private static Soda sodaOf(String sample, String service) {
        return recorded(sample).stream()
                .filter(link -> service.equals(link.serviceDef()))
                .findFirst()
                .flatMap(link -> Soda.of(link.service()))
                .orElseThrow();
    }

    @Test
    void gavosSpectraAreCutInBandAloneAndTheirOtherInputsAreLeftToTheService() {
        Soda gavo = sodas("gavo-datalink-proc.xml").get(0);
        SodaCutout band = new SodaCutout(null, List.of(), null, new Interval(5e-7, 6e-7), null, List.of());

        assertThat(gavo.obstacle(circle(1, 2, 0.5), null)).endsWith("takes neither CIRCLE nor POS");
        assertThat(gavo.obstacle(band, null)).isNull();
        assertThat(query(gavo.url(band, null)))
                .isEqualTo("ID=ivo://org.gavo.dc/~?flashheros/data/ca90/f0011.mt&BAND=0.0000005 0.0000006");
    }

    /** VO-TRAPS 1.4, 1.9: custom terms, and a fixed value that must be sent. */
    @Test
    void lsstHasOneServiceForEachKindOfCutoutUnderTermsOfItsOwn() {
        List<Link> links = recorded("lsst-calexp.xml");
        List<Soda> lsst = sodas("lsst-calexp.xml");

        assertThat(links)
                .extracting(Link::semantics)
                .containsExactly(
                        Vocabulary.CORE_URI + "cutout",
                        "https://rsp.lsst.io/guides/api/soda.html#MaskedImage",
                        "https://rsp.lsst.io/guides/api/soda.html#Exposure");
        assertThat(lsst).hasSize(3);
        assertThat(query(lsst.get(1).url(circle(1, 2, 0.5), null)))
                .isEqualTo(
                        "ID=butler://dr1/ac691f52-c1a0-4199-b049-182cf403dc37&CUTOUTDETAIL=MaskedImage&CIRCLE=1 2 0.5");
    }

    /** VO-TRAPS 1.9: an accessURL with a query, no inputs at all, and two services of one ID. */
    @Test
    void almasServicesOfOneIdGoWithTheirRowsInOrder() {
        List<Soda> alma = sodas("alma-datalink-recurse-this.xml");

        assertThat(alma).hasSize(2);
        assertThat(alma.get(1).obstacle(circle(1, 2, 0.5), null)).isNull();
        assertThat(query(alma.get(0).url(circle(1, 2, 0.5), null)))
                .startsWith("ID=member.uid___A001_X12a3_Xe9.50_kms_cloud_sci.spw0_1_2_3")
                .endsWith(".fits&CIRCLE=1 2 0.5");
        assertThat(alma.get(1).dataset())
                .isEqualTo("member.uid___A001_X12a3_Xe9.50_kms_cloud_sci.spw0_4_8_12.cube.I.manual.image.pbcor.fits");
    }

    /** A circle around all of the data may well give the whole file; a part of them may not. */
    @Test
    void tellsACutoutOfEverything() {
        Soda cadc = sodas("cadc-soda-cutout.xml").get(0);

        assertThat(cadc.takesAll(circle(88.7, -67.7, 1), null)).isTrue();
        assertThat(cadc.takesAll(circle(88.7, -67.7, 0.5), null)).isFalse();
        assertThat(cadc.takesAll(NEAR, null)).isFalse();
        assertThat(sodas("lsst-calexp.xml").get(0).takesAll(circle(1, 2, 90), null))
                .isFalse();
    }

    /** VO-TRAPS 2.6: what a cutout is known by does not depend on how a service takes it. */
    @Test
    void aCutoutIsKnownByWhatItCutsOut() {
        SodaCutout cutout = new SodaCutout(
                new Circle(null, null, 0.5), List.of(), null, new Interval(4e-7, 7e-7), null, List.of("Q", "I"));

        assertThat(cutout.key(TARGET)).isEqualTo("CIRCLE 10.5 -41.25 0.5 BAND 0.0000004 0.0000007 POL I Q");
        assertThat(cutout.each()).containsExactly(cutout);
    }

    /** VO-TRAPS 2.3: several requests where a service takes one value at a time. */
    @Test
    void severalRegionsAreOneRequestOrOneEach() {
        SodaCutout both = new SodaCutout(
                new Circle(1.0, 2.0, 0.5), List.of(1.0, 2.0, 2.0, 2.0, 2.0, 3.0), null, null, null, List.of("I"));
        Soda lsst = sodas("lsst-calexp.xml").get(0);

        assertThat(query(lsst.url(both, null))).contains("&CIRCLE=1 2 0.5&POLYGON=1 2 2 2 2 3&");
        assertThat(both.each()).hasSize(2).allSatisfy(one -> assertThat(one.pol())
                .containsExactly("I"));
    }
}
