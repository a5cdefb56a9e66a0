package io.camelopard.harvest;

import io.camelopard.MisuseException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A position in ICRS, in degrees.
 *
 * <p>As text {@code "ra dec"}: decimal degrees, or sexagesimal hours and degrees with colons, blanks or letters between
 * ({@code 04:07:16.4 +03:42:25}, {@code 04 07 16.4 +03 42 25}, {@code 4h7m16.4s +3d42m25s}).
 */
public record Position(double ra, double dec) {
    private static final String NUMBER = "[0-9]+(?:\\.[0-9]*)?(?:[eE][+-]?[0-9]+)?";
    private static final Pattern DECIMAL =
            Pattern.compile("(?<ra>[+-]?" + NUMBER + ")(?:\\s*,\\s*|\\s+)(?<dec>[+-]?" + NUMBER + ")");
    private static final String SECONDS = "[0-9]{1,2}(?:\\.[0-9]*)?";
    private static final Pattern SEXAGESIMAL = Pattern.compile("(?<h>[0-9]{1,2})" + between("h") + "(?<m>[0-9]{1,2})"
            + "(?:" + between("m") + "(?<s>" + SECONDS + ")s?)?m?(?:\\s*,\\s*|\\s+|(?=[+-]))"
            + "(?<sign>[+-]?)(?<d>[0-9]{1,2})" + between("d°") + "(?<am>[0-9]{1,2})"
            + "(?:" + between("m'′") + "(?<as>" + SECONDS + ")(?:s|\"|″)?)?[m'′]?");

    private static String between(String letters) {
        return "(?:\\s*[:" + letters + "]\\s*|\\s+)";
    }

    /** @throws MisuseException when it is outside the sphere */
    public static Position of(double ra, double dec) {
        if (!(ra >= -360 && ra <= 360)) {
            throw new MisuseException("right ascension " + ra + " is outside 0 to 360 degrees");
        }
        if (!(dec >= -90 && dec <= 90)) {
            throw new MisuseException("declination " + dec + " is outside -90 to 90 degrees");
        }
        double around = ra < 0 ? ra + 360 : ra;
        return new Position(around == 360 ? 0 : around, dec);
    }

    /**
     * The position that a text is; empty when it is none, and so a name.
     *
     * @throws MisuseException when it has the form of a position and is outside the sphere
     */
    public static Optional<Position> parse(String text) {
        Matcher decimal = DECIMAL.matcher(text.strip());
        if (decimal.matches()) {
            return Optional.of(of(Double.parseDouble(decimal.group("ra")), Double.parseDouble(decimal.group("dec"))));
        }
        Matcher sexagesimal = SEXAGESIMAL.matcher(text.strip());
        return sexagesimal.matches() ? Optional.of(sexagesimal(sexagesimal)) : Optional.empty();
    }

    private static Position sexagesimal(Matcher m) {
        double hours = sum(m, "h", "m", "s");
        if (hours >= 24) {
            throw new MisuseException("right ascension of " + m.group("h") + " hours is outside 0 to 24");
        }
        double degrees = sum(m, "d", "am", "as");
        return of(hours * 15, m.group("sign").equals("-") ? -degrees : degrees);
    }

    private static double sum(Matcher m, String whole, String minutes, String seconds) {
        double minute = Double.parseDouble(m.group(minutes));
        double second = m.group(seconds) == null ? 0 : Double.parseDouble(m.group(seconds));
        if (minute >= 60 || second >= 60) {
            throw new MisuseException("'" + m.group() + "': minutes and seconds go to 59");
        }
        return Double.parseDouble(m.group(whole)) + (minute * 60 + second) / 3600;
    }
}
