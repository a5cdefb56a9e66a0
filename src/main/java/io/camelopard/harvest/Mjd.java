package io.camelopard.harvest;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** Modified Julian dates, every day with 86,400 seconds, as archives write them. */
public final class Mjd {
    private static final long EPOCH_DAY = 40_587; // 1970-01-01
    private static final LocalDateTime UNIX = LocalDateTime.of(1970, 1, 1, 0, 0);
    private static final double DAY = 86_400;
    private static final double J2000 = 51_544.5;
    private static final double FARTHEST = 1e7;
    private static final DateTimeFormatter ISO = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss");
    private static final DateTimeFormatter MONTH = DateTimeFormatter.ofPattern("uuuu-MM");

    private Mjd() {}

    /** ISO 8601 to the nearest second, without zone as in FITS and DALI; null outside the calendar's reach. */
    static @Nullable String iso(double mjd) {
        return format(mjd, ISO);
    }

    /** {@code 2026-01}. */
    static @Nullable String yearMonth(double mjd) {
        return format(mjd, MONTH);
    }

    static double julianYear(double mjd) {
        return 2000 + (mjd - J2000) / 365.25;
    }

    private static @Nullable String format(double mjd, DateTimeFormatter formatter) {
        if (Math.abs(mjd) > FARTHEST) {
            return null;
        }
        long seconds = BigDecimal.valueOf(mjd - EPOCH_DAY)
                .multiply(BigDecimal.valueOf(DAY))
                .setScale(0, RoundingMode.HALF_EVEN)
                .longValue();
        return LocalDateTime.ofEpochSecond(seconds, 0, ZoneOffset.UTC).format(formatter);
    }

    /** The MJD of a number or of an ISO 8601 date or time (UTC, a final Z allowed); null when it is neither. */
    public static @Nullable Double parse(String text) {
        Number number = Numbers.parse(text);
        if (number != null) {
            return number.doubleValue();
        }
        String plain = text.strip().replaceFirst("Z$", "").replace(' ', 'T');
        try {
            LocalDateTime time =
                    plain.indexOf('T') < 0 ? LocalDate.parse(plain).atStartOfDay() : LocalDateTime.parse(plain);
            return EPOCH_DAY + Duration.between(UNIX, time).toMillis() / 1000.0 / DAY;
        } catch (DateTimeException e) {
            return null;
        }
    }
}
