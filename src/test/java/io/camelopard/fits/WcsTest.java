package io.camelopard.fits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.camelopard.FinalException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Against the positions that astropy gives; src/test/astropy/wcs.py writes them. */
class WcsTest {
    private static final Path CASES = Path.of("src/test/resources/fits/wcs");
    private static final double CLOSE = 1e-6;
    private static final String TAN = """
            CTYPE1  = 'RA---TAN'
            CTYPE2  = 'DEC--TAN'
            CRVAL1  =                 83.6
            CRVAL2  =                 22.0
            CRPIX1  =                200.5
            CRPIX2  =                150.5
            CDELT1  =               -1E-04
            CDELT2  =               1.0D-4
            """;

    private record Place(Pixel pixel, SkyPoint sky) {
        static Place of(String line) {
            double[] n = Stream.of(line.split(" ", -1))
                    .mapToDouble(Double::parseDouble)
                    .toArray();
            return new Place(new Pixel(n[0], n[1]), new SkyPoint(n[2], n[3]));
        }
    }

    static Stream<Path> cases() throws IOException {
        try (Stream<Path> files = Files.list(CASES)) {
            return files.sorted().toList().stream();
        }
    }

    private static List<Place> places(Path file) throws IOException {
        return Files.readString(file)
                .lines()
                .dropWhile(line -> !line.equals("END"))
                .skip(1)
                .map(Place::of)
                .toList();
    }

    private static Wcs wcs(Header header) {
        Wcs wcs = Wcs.of(header);
        assertThat(wcs).isNotNull();
        return wcs;
    }

    @Test
    void thereAreManyCases() throws IOException {
        assertThat(cases()).hasSizeGreaterThan(60);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void findsThePixelOfAPosition(Path file) throws IOException {
        Wcs wcs = wcs(HeaderText.header(Files.readString(file)));

        for (Place place : places(file)) {
            Pixel found = wcs.toPixel(place.sky());

            assertThat(found).isNotNull();
            assertThat(found.x()).isCloseTo(place.pixel().x(), within(CLOSE));
            assertThat(found.y()).isCloseTo(place.pixel().y(), within(CLOSE));
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void findsThePositionOfAPixel(Path file) throws IOException {
        Wcs wcs = wcs(HeaderText.header(Files.readString(file)));
        double close = CLOSE * Math.toRadians(Math.min(wcs.firstScale(), wcs.secondScale()));

        for (Place place : places(file)) {
            SkyPoint found = wcs.toSky(place.pixel());

            assertThat(found).isNotNull();
            assertThat(found.ra()).isBetween(0.0, 360.0);
            assertThat(distance(found, place.sky())).as("%s %s", place, found).isLessThan(close);
        }
    }

    private static double distance(SkyPoint one, SkyPoint other) {
        Vector difference = Vector.of(one.ra(), one.dec())
                .plus(Vector.of(other.ra(), other.dec()).times(-1));
        return Math.sqrt(difference.dot(difference));
    }

    @Test
    void hasNoPlaceForAHeaderWithoutSky() {
        assertThat(Wcs.of(HeaderText.header("CTYPE1  = 'WAVE    '\nCTYPE2  = 'LINEAR  '")))
                .isNull();
        assertThat(Wcs.of(HeaderText.header(""))).isNull();
    }

    @Test
    void aPlateSolutionWinsOverCtype() throws IOException {
        Path file = CASES.resolve("dss.txt");
        String both = Files.readString(file).replace("END\n", "") + TAN;

        Wcs wcs = wcs(HeaderText.header(
                both.lines().filter(line -> line.contains("=")).reduce("", (a, b) -> a + b + "\n")));

        Place place = places(file).get(0);
        Pixel found = wcs.toPixel(place.sky());
        assertThat(found).isNotNull();
        assertThat(found.x()).isCloseTo(place.pixel().x(), within(CLOSE));
    }

    @Test
    void whatIsBehindThePlaneHasNoPixel() {
        Wcs wcs = wcs(HeaderText.header(TAN));

        assertThat(wcs.toPixel(new SkyPoint(263.6, -22))).isNull();
        assertThat(wcs.toPixel(new SkyPoint(84.6, 23))).isNotNull();
    }

    @Test
    void tpvWithoutParametersIsTan() {
        Wcs tan = wcs(HeaderText.header(TAN));
        Wcs tpv = wcs(HeaderText.header(TAN, "CTYPE1 = 'RA---TPV'", "CTYPE2 = 'DEC--TPV'", "PV1_1 = 1.0"));

        assertThat(tpv.toSky(new Pixel(17, 290))).isEqualTo(tan.toSky(new Pixel(17, 290)));
    }

    @Test
    void theCornersOfAnAllSkyMapHaveNoPosition() {
        Wcs wcs = wcs(HeaderText.header(
                TAN,
                "CTYPE1 = 'GLON-AIT'",
                "CTYPE2 = 'GLAT-AIT'",
                "CRVAL1 = 0",
                "CRVAL2 = 0",
                "CDELT1 = -1",
                "CDELT2 = 1"));

        assertThat(wcs.toSky(new Pixel(20, 60))).isNull();
        assertThat(wcs.toSky(new Pixel(201, 151))).isNotNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CTYPE1 = 'RA---ZPN'; CTYPE2 = 'DEC--ZPN' | projection 'ZPN' is not supported; supported are TAN, TPV, SIN,"
                        + " ARC, ZEA, STG, CAR, CEA, AIT, MOL",
                "CTYPE1 = 'RA---TAN-XYZ'; CTYPE2 = 'DEC--TAN-XYZ' | the distortion 'XYZ' is not supported; supported are"
                        + " SIP and TPV",
                "CPDIS1 = 'LOOKUP' | the distortion 'LOOKUP' (CPDIS1) is not supported; supported are SIP and TPV",
                "CTYPE2 = 'FREQ' | CTYPE1 stands alone: a longitude and a latitude of one projection belong together",
                "CTYPE1 = 'HLON-TAN'; CTYPE2 = 'HLAT-TAN' | the coordinates 'HLON' are not supported; supported are RA,"
                        + " GLON, ELON, SLON",
                "RADESYS = 'GAPPT' | the celestial system 'GAPPT' (RADESYS) is not supported; supported are ICRS, FK5, FK4,"
                        + " FK4-NO-E",
                "CUNIT1 = 'pixel' | CUNIT1 is 'pixel'; units of celestial axes are deg, arcmin, arcsec, mas, rad",
                "CDELT1 = 0 | the matrix of the celestial axes has no inverse: CD or PC and CDELT are 0.0, 0.0, 0.0, 1.0E-4",
                "CRVAL1 = 'east' | FITS keyword CRVAL1 is 'east', no number",
                "PC1_3 = 0.5; NAXIS3 = 7 | the celestial coordinates depend on axis 3 (PC1_3), which is not supported",
                "PV1_1 = 3 | PV1_1, another reference point than the projection's, is not supported",
                "A_ORDER = 99 | A_ORDER is 99; the order of a SIP polynomial is at most 9",
            })
    void refusesByName(String change, String message) {
        Header header = HeaderText.header(TAN, change.split("; ", -1));

        assertThatThrownBy(() -> Wcs.of(header))
                .isInstanceOf(FinalException.class)
                .hasMessage(message);
    }
}
