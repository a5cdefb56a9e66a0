package io.camelopard.harvest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.camelopard.MisuseException;
import io.camelopard.vo.Protocol;
import io.camelopard.vo.SodaCutout;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HarvestFileTest {
    private static Harvest cookbook(String name) {
        return HarvestFile.load(Path.of("docs/cookbook", name));
    }

    private static Harvest valid(String name) {
        return HarvestFile.load(Path.of("src/test/resources/harvest/valid", name));
    }

    @Test
    void readsTheShippedHarvest() {
        Harvest harvest = HarvestFile.load(Path.of("config/harvests/nustar-3c105.yaml"));

        assertThat(harvest.name()).isEqualTo("nustar-3c105");
        assertThat(harvest.scheduled()).isEmpty();
        assertThat(harvest.targets()).isEqualTo(TargetSpec.of("3C 105"));
        assertThat(harvest.protocol()).isEqualTo(Protocol.SCS);
        assertThat(harvest.search().services()).containsExactly(new ServiceRef.Ivoid("ivo://nasa.heasarc/numaster"));
        assertThat(harvest.search().radius()).isEqualTo(0.2);
        assertThat(harvest.search().where()).isEqualTo(Expression.parse("exposure_a <= 10000"));
        assertThat(harvest.links().alternatives()).hasSize(1);
        assertThat(harvest.links().alternatives().get(0).contentType()).containsExactly("directory");
        assertThat(harvest.store()).isNotNull();
        assertThat(harvest.store().to().text()).isEqualTo("file:NuSTAR");
        assertThat(harvest.store().existing()).isEqualTo(StoreSpec.Existing.REPLACE);
        assertThat(harvest.tables()).isEmpty();
    }

    @Test
    void readsWatermarkAndOverflow() {
        Harvest harvest = cookbook("eso-nightly-mirror.yaml");

        assertThat(harvest.search().watermark())
                .isEqualTo(new Search.Watermark("obs_release_date", "2026-01-01T00:00:00", Duration.ofDays(2)));
        assertThat(harvest.search().overflow()).isEqualTo(Search.Overflow.SPLIT);
        assertThat(harvest.search().splitBy()).isEqualTo("t_min");
        assertThat(harvest.search().tap()).isNotNull();
        assertThat(harvest.search().tap().mode()).isEqualTo(Search.Mode.ASYNC);
        assertThat(harvest.store()).isNotNull();
        assertThat(harvest.store().s3()).isTrue();
        assertThat(harvest.tables().get(0).format()).isEqualTo(TableSpec.Format.PARQUET);
    }

    @Test
    void readsAlternativesAndSteps() {
        Harvest plates = valid("plates-field.yaml");
        Alternative cutout = plates.links().alternatives().get(0);
        Alternative whole = plates.links().alternatives().get(1);

        assertThat(cutout.cutout()).isNotNull();
        assertThat(cutout.cutout().circle()).isEqualTo(new SodaCutout.Circle(null, null, 0.5));
        assertThat(whole.take()).isEqualTo(Alternative.Take.FIRST);
        assertThat(whole.refine())
                .containsExactly(
                        new Refine.Cutout(1 / 6.0, null, null, null, true, false, Refine.OnFailure.KEEP_ORIGINAL));
        assertThat(plates.tables().get(1).add()).containsOnlyKeys("t_min_ym", "scan_id");
        assertThat(valid("rosat-events.yaml").refine())
                .containsExactly(
                        new Refine.Decompress(Refine.OnFailure.KEEP_ORIGINAL),
                        new Refine.Histogram(
                                "X",
                                "Y",
                                128,
                                128,
                                "STDEVT",
                                Refine.Stretch.LOG,
                                "magma",
                                Refine.OnFailure.KEEP_ORIGINAL));
    }

    @ParameterizedTest
    @EnumSource(Refine.Stretch.class)
    void knowsEveryStretch(Refine.Stretch stretch) {
        String name = stretch.name().toLowerCase(Locale.ROOT);
        Harvest harvest = HarvestFile.parse("x.yaml", """
                        description: x
                        search: {protocol: none, urls: ["https://a.example/x.fits"]}
                        refine:
                          - preview: {stretch: %s}
                          - histogram: {x: X, y: Y, stretch: %s}
                        store: {to: file:x}
                        """.formatted(name, name));

        assertThat(((Refine.Preview) harvest.refine().get(0)).stretch()).isEqualTo(stretch);
        assertThat(((Refine.Histogram) harvest.refine().get(1)).stretch()).isEqualTo(stretch);
    }

    @Test
    void sendsParametersAsWritten() {
        assertThat(cookbook("spectra-ssa.yaml").search().params())
                .containsEntry("BAND", List.of("4e-7/7e-7"))
                .containsEntry("FORMAT", List.of("compliant"));
        String yaml = """
                        description: x
                        search: {protocol: sia2, service: ivo://a/b, params: {A: [1.50, true, 0x1F], B: 1e-7}}
                        links: none
                        """;
        assertThat(HarvestFile.parse("x.yml", yaml).search().params())
                .containsEntry("A", List.of("1.50", "true", "0x1F"))
                .containsEntry("B", List.of("1e-7"));
        assertThat(HarvestFile.parse("x.yml", yaml).name()).isEqualTo("x");
    }

    @Test
    void tellsEverythingThatIsWrongAtOnce() {
        assertThatThrownBy(
                        () -> HarvestFile.parse(
                                "n.yaml",
                                "description: x\nsearch: {protocol: scs, service: ivo://a/b, radius: 12 arcmins, where: a = 1}\n"))
                .isInstanceOf(MisuseException.class)
                .hasMessage("""
                        n.yaml:1: target is missing; a cone search needs one
                        n.yaml:1: store is missing; it says where things go, such as {to: file:n}
                        n.yaml:2: search.radius '12 arcmins': unknown unit 'arcmins'; units are deg, arcmin, arcsec
                        n.yaml:2: search.where 'a = 1': character 3: a single '=' is nothing here; to compare is '=='\
                        """);
    }

    @Test
    void toleratesGenuineComments() {
        assertThat(HarvestFile.check("x.yaml", """
                        description: Plates of a field   # not 5
                        target: M 51 # the galaxy
                        search:   #what
                          protocol: scs  #cone
                          service: https://a.b/c#d
                          radius: 1 deg #wide
                        store: {to: file:x}  # here
                        """)).isEmpty();
    }

    @Test
    void refusesWhatIsNoHarvestAtAll(@TempDir Path folder) throws IOException {
        Path large = Files.writeString(folder.resolve("large.yaml"), "#".repeat((1 << 20) + 1));
        Path latin = Files.write(folder.resolve("latin.yaml"), "description: é".getBytes(StandardCharsets.ISO_8859_1));

        assertThat(HarvestFile.check(large))
                .containsExactly(new Problem(large.toString(), 1, "larger than 1 MB, which no harvest is"));
        assertThat(HarvestFile.check(latin)).containsExactly(new Problem(latin.toString(), 1, "not UTF-8 text"));
        assertThat(HarvestFile.check(folder.resolve("none.yaml")))
                .extracting(Problem::message)
                .containsExactly("there is no such file");
    }

    @Property(tries = 300)
    void anyTextIsCheckedWithoutFailing(@ForAll String text) {
        assertThatCode(() -> HarvestFile.check("x.yaml", text)).doesNotThrowAnyException();
    }

    @Property(tries = 60)
    void aHarvestDamagedAnywhereIsCheckedWithoutFailing(@ForAll int at, @ForAll char with) throws IOException {
        for (Path file : ShippedHarvestsTest.shipped().subList(0, 8)) {
            StringBuilder text = new StringBuilder(Files.readString(file));
            text.setCharAt(Math.floorMod(at, text.length()), with);
            assertThatCode(() -> HarvestFile.check("x.yaml", text.toString())).doesNotThrowAnyException();
        }
    }
}
