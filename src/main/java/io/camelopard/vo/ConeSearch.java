package io.camelopard.vo;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The request of a Simple Cone Search (SCS 1.03, section 2.1). */
public final class ConeSearch {
    private ConeSearch() {}

    /**
     * RA, DEC and SR in decimal degrees with all their digits, then the harvest's parameters as written.
     *
     * @param maxrec sent as MAXREC where given, which 1.03 does not know and many services honour
     */
    public static Request request(
            Service service, Region region, Map<String, List<String>> params, @Nullable Integer maxrec) {
        Parameters ours = new Parameters("the cone search")
                .add("RA", Parameters.ra(region))
                .add("DEC", Parameters.dec(region))
                .add("SR", Parameters.degrees("radius", region.radius(), 0, 180));
        List<Map.Entry<String, String>> all = ours.maxrec(maxrec).with(params);
        return Request.get(service.url(), all, Request.AS_CONFIGURED, "cone search " + service.shortName());
    }
}
