package io.camelopard.fits;

import io.camelopard.FinalException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Takes values out of the headers of a file: of each keyword from the first HDU that has it. Immutable.
 *
 * @param names at most eight characters, or those of ESO's HIERARCH convention, with or without that word; case does not matter
 */
public record Keywords(List<String> names) {
    public Keywords {
        names = List.copyOf(names);
    }

    /**
     * Reads headers until all keywords have been found.
     *
     * @return by the names as they were asked for; numbers as Long or Double, T and F as Boolean, the rest as text. What no
     *     header has is left out.
     * @throws FinalException for a file that is no FITS file, or whose headers are damaged
     */
    public Map<String, Object> from(Source source) throws IOException {
        Map<String, Object> found = new LinkedHashMap<>();
        HduReader reader = new HduReader(source);
        for (Hdu hdu = reader.next(); hdu != null && found.size() < names.size(); hdu = reader.next()) {
            for (String name : names) {
                Object value = value(hdu.header(), name);
                if (value != null) {
                    found.putIfAbsent(name, value);
                }
            }
        }
        return found;
    }

    private static @Nullable Object value(Header header, String name) {
        String key = name.toUpperCase(Locale.ROOT).replaceFirst("^HIERARCH +", "");
        return header.value(key);
    }
}
