package io.camelopard.vo;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The requests of Simple Image Access, version 1 and version 2. */
public final class ImageSearch {
    private ImageSearch() {}

    /**
     * SIA 1.0, section 4.1: POS and SIZE, in decimal degrees with a comma between two. SIZE is the extent along ra and
     * dec in degrees of arc, one number where both are the same. FORMAT, INTERSECT and VERB go as the harvest has them.
     *
     * @param maxrec sent as MAXREC where given, which 1.0 does not know and many services honour
     */
    public static Request version1(
            Service service, Region region, Map<String, List<String>> params, @Nullable Integer maxrec) {
        Parameters ours = new Parameters("sia")
                .add("POS", Parameters.ra(region) + "," + Parameters.dec(region))
                .add("SIZE", size(region));
        return request(service, ours.maxrec(maxrec).with(params));
    }

    private static String size(Region region) {
        String width = Parameters.degrees("the width", region.width(), 0, 360);
        return region.width() == region.height()
                ? width
                : width + "," + Parameters.degrees("the height", region.height(), 0, 180);
    }

    /**
     * SIA 2.0, section 2.1: POS as a circle of ICRS, in degrees with blanks between. The harvest's parameters are
     * repeated for several values, any of which then will do; FORMAT among them is that of the data, not of the answer.
     *
     * @param region null where the parameters alone say what is searched
     */
    public static Request version2(
            Service service, @Nullable Region region, Map<String, List<String>> params, @Nullable Integer maxrec) {
        Parameters ours = new Parameters("sia2");
        if (region != null) {
            String radius = Parameters.degrees("radius", region.radius(), 0, 180);
            ours.add("POS", "CIRCLE " + Parameters.ra(region) + " " + Parameters.dec(region) + " " + radius);
        }
        return request(service, ours.maxrec(maxrec).with(params));
    }

    private static Request request(Service service, List<Map.Entry<String, String>> all) {
        return Request.get(service.url(), all, Request.AS_CONFIGURED, "image search " + service.shortName());
    }
}
