package io.camelopard.vo;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A sky position, with the name it came from if any.
 *
 * @param ra right ascension, ICRS, degrees
 * @param dec declination, ICRS, degrees
 * @param columns what else is known about it: the columns of a target list, or what the resolver told
 */
public record Target(@Nullable String name, double ra, double dec, Map<String, Object> columns) {
    public Target {
        columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
    }
}
