package io.camelopard.vo;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The request of Simple Spectral Access (SSA 1.1, section 4.1). */
public final class SpectrumSearch {
    private SpectrumSearch() {}

    /**
     * REQUEST=queryData, unless the address has it already; POS in decimal degrees with a comma, and SIZE, a diameter.
     *
     * @param region null where the parameters alone say what is searched
     */
    public static Request request(
            Service service, @Nullable Region region, Map<String, List<String>> params, @Nullable Integer maxrec) {
        Parameters ours = new Parameters("ssa");
        if (Urls.params(service.url()).stream()
                .noneMatch(param -> param.getKey().equalsIgnoreCase("REQUEST"))) {
            ours.add("REQUEST", "queryData");
        }
        if (region != null) {
            ours.add("POS", Parameters.ra(region) + "," + Parameters.dec(region));
            ours.add("SIZE", Parameters.degrees("the diameter", region.width(), 0, 360));
        }
        List<Map.Entry<String, String>> all = ours.maxrec(maxrec).with(params);
        return Request.get(service.url(), all, Request.AS_CONFIGURED, "spectrum search " + service.shortName());
    }
}
