package io.camelopard.cli.demo;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One row of the NuSTAR master table as recorded, with what can be derived from it. */
final class Observation {
    private static final List<Observation> ALL =
            Resources.table("numaster.tsv").stream().map(Observation::new).toList();
    private static final double MJD_OF_EPOCH = 40587;

    private final Map<String, String> recorded;

    private Observation(Map<String, String> recorded) {
        this.recorded = recorded;
    }

    static List<Observation> all() {
        return ALL;
    }

    /** By what a DataLink request may name it: its row number, or its identifier. */
    static Optional<Observation> byId(String id) {
        return ALL.stream()
                .filter(each -> id.equals(each.cell("__row")) || id.equals(each.identifier()))
                .findFirst();
    }

    /** The cells by column name, in the table's order; the caller's own copy. */
    Map<String, String> recorded() {
        return new LinkedHashMap<>(recorded);
    }

    String obsid() {
        return cell("obsid");
    }

    double ra() {
        return number("ra");
    }

    double dec() {
        return number("dec");
    }

    double exposure() {
        return number("exposure_a");
    }

    Instant start() {
        return instant(number("time"));
    }

    Instant processed() {
        return instant(number("processing_date"));
    }

    boolean isPublic() {
        return !cell("public_date").isEmpty();
    }

    String identifier() {
        return "ivo://nasa.heasarc/numaster?" + obsid();
    }

    /** Where its files are; the second slash before the last segment is HEASARC's own. */
    String folder() {
        return FileTree.ROOT + "/nustar/data/obs/" + obsid().substring(1, 3) + "/" + obsid().charAt(0) + "//" + obsid()
                + "/";
    }

    /** The angle to a position, all in degrees (haversine). */
    double distance(double ra, double dec) {
        double north = Math.toRadians(dec() - dec) / 2;
        double east = Math.toRadians(ra() - ra) / 2;
        double h = Math.pow(Math.sin(north), 2)
                + Math.cos(Math.toRadians(dec)) * Math.cos(Math.toRadians(dec())) * Math.pow(Math.sin(east), 2);
        return Math.toDegrees(2 * Math.asin(Math.min(1, Math.sqrt(h))));
    }

    private double number(String column) {
        return Double.parseDouble(cell(column));
    }

    private String cell(String column) {
        return Optional.ofNullable(recorded.get(column)).orElse("");
    }

    private static Instant instant(double mjd) {
        return Instant.ofEpochSecond(Math.round((mjd - MJD_OF_EPOCH) * 86_400));
    }
}
