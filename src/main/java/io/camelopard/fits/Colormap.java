package io.camelopard.fits;

import io.camelopard.FinalException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** 256 opaque colours, from darkest to brightest. */
final class Colormap {
    private static final int COLOURS = 256;
    private static final int DIGITS = 6;
    private static final Map<String, Colormap> ALL = read();

    private final int[] colours = new int[COLOURS];

    private Colormap(String digits) {
        Arrays.setAll(colours, i -> 0xff000000 | Integer.parseInt(digits.substring(i * DIGITS, (i + 1) * DIGITS), 16));
    }

    /** @throws FinalException for one that is not known */
    static Colormap named(String name) {
        Colormap found = ALL.get(name);
        if (found == null) {
            throw new FinalException("colour map '" + name.replaceAll("[^ -~]", "?") + "' is not known; known are "
                    + String.join(", ", ALL.keySet()));
        }
        return found;
    }

    private static Map<String, Colormap> read() {
        Map<String, Colormap> all = new LinkedHashMap<>();
        for (String line : Glyphs.lines("colormaps.txt")) {
            int space = line.indexOf(' ');
            all.put(line.substring(0, space), new Colormap(line.substring(space + 1)));
        }
        return all;
    }

    /** @param brightness 0 to 1 */
    int colour(double brightness) {
        return colours[Math.min(COLOURS - 1, (int) (brightness * COLOURS))];
    }
}
