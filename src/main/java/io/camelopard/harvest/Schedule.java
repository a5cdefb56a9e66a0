package io.camelopard.harvest;

import io.camelopard.MisuseException;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.Optional;
import java.util.TimeZone;
import org.jspecify.annotations.Nullable;
import org.quartz.CronExpression;

/**
 * When a harvest runs by itself: at the times of a Quartz cron expression, or every so often. Immutable, thread-safe.
 */
public final class Schedule {
    private final @Nullable String cron;
    private final @Nullable Duration every;
    private final ZoneId zone;

    private Schedule(@Nullable String cron, @Nullable Duration every, ZoneId zone) {
        this.cron = cron;
        this.every = every;
        this.zone = zone;
    }

    /**
     * @param now after which it must fire at least once
     * @throws MisuseException when it is no Quartz cron, or is one that never fires
     */
    public static Schedule cron(String cron, ZoneId zone, Instant now) {
        Cron.check(cron);
        Schedule schedule = new Schedule(cron.strip(), null, zone);
        if (schedule.next(now).isEmpty()) {
            throw new MisuseException("never fires: there is no such date");
        }
        return schedule;
    }

    /** @throws MisuseException when the duration is not positive */
    public static Schedule every(Duration every) {
        if (every.isZero() || every.isNegative()) {
            throw new MisuseException("must be more than nothing");
        }
        return new Schedule(null, every, ZoneOffset.UTC);
    }

    /** The first time after this one; empty when there is none (a cron with a year). */
    public Optional<Instant> next(Instant after) {
        if (every != null) {
            return Optional.of(after.plus(every));
        }
        Date next = expression().getNextValidTimeAfter(Date.from(after));
        return Optional.ofNullable(next).map(Date::toInstant);
    }

    // A CronExpression is mutable and not thread-safe, so each use has its own.
    private CronExpression expression() {
        try {
            CronExpression expression = new CronExpression(String.valueOf(cron));
            expression.setTimeZone(TimeZone.getTimeZone(zone));
            return expression;
        } catch (ParseException e) {
            throw new MisuseException(Printable.of(String.valueOf(e.getMessage())), e);
        }
    }

    /** The Quartz expression, if it is one. */
    public Optional<String> cron() {
        return Optional.ofNullable(cron);
    }

    /** The duration, if it is one. */
    public Optional<Duration> every() {
        return Optional.ofNullable(every);
    }

    public ZoneId zone() {
        return zone;
    }

    @Override
    public String toString() {
        return every == null ? cron + " " + zone : "every " + every;
    }
}
