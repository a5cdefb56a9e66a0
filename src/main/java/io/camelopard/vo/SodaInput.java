package io.camelopard.vo;

import io.camelopard.votable.Param;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * The filtering parameters of SODA, known by name, UCD and unit together (SODA 1.0, section 3.5): a CIRCLE in pixels or a
 * BAND in Hz is another parameter. An absent UCD or unit contradicts nothing, and positions have had several UCDs.
 */
enum SodaInput {
    CIRCLE(List.of("CIRCLE", "CIRC"), "deg", List.of("pos", "obs", "phys.angarea")),
    POLYGON(List.of("POLYGON", "POLY"), "deg", List.of("pos", "obs", "phys.angarea")),
    POS(List.of("POS"), "deg", List.of("pos", "obs", "phys.angarea")),
    BAND(List.of("BAND"), "m", List.of("em.wl")),
    TIME(List.of("TIME"), "d", List.of("time")),
    POL(List.of("POL"), "", List.of("phys.polarization", "pol"));

    @SuppressWarnings("ImmutableEnumChecker") // of List.of
    private final List<String> names;

    private final String unit;

    @SuppressWarnings("ImmutableEnumChecker")
    private final List<String> ucds;

    SodaInput(List<String> names, String unit, List<String> ucds) {
        this.names = names;
        this.unit = unit;
        this.ucds = ucds;
    }

    boolean is(Param param) {
        return names.contains(param.name().toUpperCase(Locale.ROOT)) && unitFits(param) && ucdFits(param);
    }

    private boolean unitFits(Param param) {
        String found = Objects.requireNonNullElse(param.unit(), "").strip();
        return found.isEmpty() || found.equals(unit);
    }

    private boolean ucdFits(Param param) {
        String found = Objects.requireNonNullElse(param.ucd(), "").strip().toLowerCase(Locale.ROOT);
        return found.isEmpty()
                || List.of(found.split(";")).stream()
                        .anyMatch(word -> ucds.stream().anyMatch(ucd -> (word + ".").startsWith(ucd + ".")));
    }
}
