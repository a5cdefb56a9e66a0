package io.camelopard.harvest;

import io.camelopard.MisuseException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers with units, as a harvest has them. */
final class Quantity {
    private static final Pattern FORM =
            Pattern.compile("(?<number>[+-]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][+-]?[0-9]+)?)\\s*(?<unit>\\S.*)?");
    private static final Map<String, Double> ANGLES = units("deg", 1.0, "arcmin", 1 / 60.0, "arcsec", 1 / 3600.0);
    private static final Map<String, Double> DURATIONS = units("s", 1.0, "m", 60.0, "h", 3600.0, "d", 86400.0);
    private static final Map<String, Double> WAVELENGTHS = units("m", 1.0, "nm", 1e-9, "um", 1e-6, "Angstrom", 1e-10);
    private static final double LONGEST = 366 * 86400.0;

    private Quantity() {}

    /** Degrees; a bare number is degrees. */
    static double angle(String text) {
        double degrees = value(text, ANGLES, "deg", "an angle", "12 arcmin");
        if (!(degrees > 0)) {
            throw new MisuseException("an angle must be more than 0");
        }
        if (degrees > 360) {
            throw new MisuseException("an angle of more than 360 deg; a bare number is degrees");
        }
        return degrees;
    }

    static Duration duration(String text) {
        double seconds = value(text, DURATIONS, "nothing", "a duration", "30m");
        if (!(seconds > 0) || seconds > LONGEST) {
            throw new MisuseException("a duration must be more than 0 and at most 366 d");
        }
        return Duration.ofMillis(Math.round(seconds * 1000));
    }

    /** Metres; a bare number is metres. */
    static double wavelength(String text) {
        String infinite = text.strip();
        if (infinite.matches("[+-]?(\\.inf|Inf|inf)")) {
            return infinite.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        }
        return value(text, WAVELENGTHS, "m", "a wavelength", "650 nm");
    }

    private static double value(String text, Map<String, Double> units, String bare, String what, String example) {
        Matcher matcher = FORM.matcher(text.strip());
        if (!matcher.matches()) {
            throw new MisuseException("is not " + what + "; write a number and a unit, such as " + example);
        }
        String unit = matcher.group("unit") == null ? bare : matcher.group("unit");
        Double factor = units.get(unit);
        if (factor == null) {
            String found = unit.equals("nothing") ? "no unit" : "unknown unit '" + Printable.of(unit) + "'";
            throw new MisuseException(found + "; units are " + String.join(", ", units.keySet()));
        }
        double number = Double.parseDouble(matcher.group("number"));
        return factor < 1 && what.equals("an angle") ? number / Math.rint(1 / factor) : number * factor;
    }

    private static Map<String, Double> units(Object... namesAndFactors) {
        Map<String, Double> units = new LinkedHashMap<>();
        for (int i = 0; i < namesAndFactors.length; i += 2) {
            units.put((String) namesAndFactors[i], (Double) namesAndFactors[i + 1]);
        }
        return units;
    }
}
