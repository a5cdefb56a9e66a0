package io.camelopard.vo;

import io.camelopard.MisuseException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The parameters of one request: first what the protocol sends, then the harvest's as written. */
final class Parameters {
    private final String protocol;
    private final List<Map.Entry<String, String>> all = new ArrayList<>();

    /** @param protocol for messages, such as {@code the cone search} */
    Parameters(String protocol) {
        this.protocol = protocol;
    }

    Parameters add(String name, String value) {
        all.add(Map.entry(name, value));
        return this;
    }

    /** @param maxrec null sends none */
    Parameters maxrec(@Nullable Integer maxrec) {
        return maxrec == null ? this : add("MAXREC", maxrec.toString());
    }

    /**
     * These, with the harvest's behind them; a list repeats the parameter.
     *
     * @throws MisuseException where the harvest has one of these as well, in any case of letters (DALI 1.1, section 3.1)
     */
    List<Map.Entry<String, String>> with(Map<String, List<String>> params) {
        List<Map.Entry<String, String>> both = new ArrayList<>(all);
        params.forEach((name, values) -> {
            if (all.stream().anyMatch(own -> own.getKey().equalsIgnoreCase(name))) {
                throw new MisuseException("search.params." + name + ": " + protocol
                        + " sends this itself, from target, radius, size and maxrec; leave it out");
            }
            values.forEach(value -> both.add(Map.entry(name, value)));
        });
        return both;
    }

    /** Decimal degrees with all their digits and never with an exponent: services parse "1.0E-4" as they like. */
    static String degrees(String what, double value, double min, double max) {
        if (!(value >= min && value <= max)) {
            throw new MisuseException(what + " is " + value + ", expected " + min + " to " + max + " degrees");
        }
        BigDecimal exact = new BigDecimal(Double.toString(value));
        return exact.signum() == 0 ? "0" : exact.stripTrailingZeros().toPlainString();
    }

    static String ra(Region region) {
        return degrees("ra", region.ra(), 0, 360);
    }

    static String dec(Region region) {
        return degrees("dec", region.dec(), -90, 90);
    }
}
