package io.camelopard.vo;

import io.camelopard.MisuseException;
import java.util.Arrays;
import java.util.Locale;

/** What a service speaks. */
public enum Protocol {
    TAP("ivo://ivoa.net/std/tap", ""),
    SCS("ivo://ivoa.net/std/conesearch", ""),
    SIA("ivo://ivoa.net/std/sia", "ivo://ivoa.net/std/sia#query-2"),
    SIA2("ivo://ivoa.net/std/sia#query-2", ""),
    SSA("ivo://ivoa.net/std/ssa", ""),
    MAST("", ""),
    NONE("", "");

    private final String standard;
    private final String otherStandard;

    Protocol(String standard, String otherStandard) {
        this.standard = standard;
        this.otherStandard = otherStandard;
    }

    /**
     * The protocol of a registry's word for a kind of service, or of a standard identifier.
     *
     * @throws MisuseException for any other word
     */
    public static Protocol ofServiceType(String word) {
        String lower = word.strip().toLowerCase(Locale.ROOT);
        return switch (lower) {
            case "tap", "table" -> TAP;
            case "scs", "conesearch", "cone" -> SCS;
            case "sia", "sia1", "image" -> SIA;
            case "sia2" -> SIA2;
            case "ssa", "ssap", "spectrum" -> SSA;
            default ->
                Arrays.stream(values())
                        .filter(protocol -> protocol.is(lower))
                        .findFirst()
                        .orElseThrow(() -> new MisuseException("search.service.servicetype '" + word
                                + "' is not known; expected tap, scs, sia, sia2 or ssa"));
        };
    }

    /** The beginning of its standard identifier in RegTAP, which has them in lower case and with a version behind. */
    String standard() {
        return standard;
    }

    /** Whether a capability with this standard identifier is of this protocol. */
    boolean is(String standardId) {
        String id = standardId.strip().toLowerCase(Locale.ROOT);
        return !standard.isEmpty()
                && id.startsWith(standard)
                && (otherStandard.isEmpty() || !id.startsWith(otherStandard));
    }

    /** Whether its answers are VOTables. */
    boolean votable() {
        return this != MAST && this != NONE;
    }
}
