package io.camelopard.vo;

import io.camelopard.MisuseException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The request of a Simple Cone Search (SCS 1.03, section 2.1). */
public final class ConeSearch {
    private static final Set<String> OURS = Set.of("RA", "DEC", "SR");

    private ConeSearch() {}

    /**
     * RA, DEC and SR in decimal degrees with all their digits, then the harvest's parameters as written.
     *
     * @param maxrec sent as MAXREC where given, which 1.03 does not know and many services honour
     */
    public static Request request(
            Service service, Region region, Map<String, List<String>> params, @Nullable Integer maxrec) {
        List<Map.Entry<String, String>> all = new ArrayList<>();
        all.add(Map.entry("RA", decimal("ra", region.ra(), 0, 360)));
        all.add(Map.entry("DEC", decimal("dec", region.dec(), -90, 90)));
        all.add(Map.entry("SR", decimal("radius", region.radius(), 0, 180)));
        params.forEach((name, values) -> {
            refuseOurs(name, maxrec);
            values.forEach(value -> all.add(Map.entry(name, value)));
        });
        if (maxrec != null) {
            all.add(Map.entry("MAXREC", maxrec.toString()));
        }
        return Request.get(service.url(), all, Request.AS_CONFIGURED, "cone search " + service.shortName());
    }

    private static void refuseOurs(String name, @Nullable Integer maxrec) {
        String upper = name.toUpperCase(Locale.ROOT);
        if (OURS.contains(upper) || (maxrec != null && upper.equals("MAXREC"))) {
            throw new MisuseException("search.params." + name
                    + ": the cone search sends this itself, from target, radius and maxrec; leave it out");
        }
    }

    /** Never with an exponent: services parse "1.0E-4" as they like. */
    private static String decimal(String what, double value, double min, double max) {
        if (!(value >= min && value <= max)) {
            throw new MisuseException(what + " is " + value + ", expected " + min + " to " + max + " degrees");
        }
        BigDecimal exact = new BigDecimal(Double.toString(value));
        return exact.signum() == 0 ? "0" : exact.stripTrailingZeros().toPlainString();
    }
}
