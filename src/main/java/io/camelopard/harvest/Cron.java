package io.camelopard.harvest;

import io.camelopard.MisuseException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The ranges of a Quartz cron expression, which Quartz itself does not hold: it takes second 99 and fires at once. */
final class Cron {
    private static final String MONTHS = "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC";
    private static final String DAYS = "SUN MON TUE WED THU FRI SAT";
    private static final Pattern ITEM =
            Pattern.compile("(?<all>\\*)?(?<from>\\w+)?(?:-(?<to>\\w+))?(?:/(?<step>[0-9]+))?");

    /** One field, with what it may hold. */
    private enum Field {
        SECOND("second", 0, 59, ""),
        MINUTE("minute", 0, 59, ""),
        HOUR("hour", 0, 23, ""),
        DAY_OF_MONTH("day of month", 1, 31, ""),
        MONTH("month", 1, 12, MONTHS),
        DAY_OF_WEEK("day of week", 1, 7, DAYS),
        YEAR("year", 1970, 2099, "");

        private final String words;
        private final int least;
        private final int most;
        private final String names;

        Field(String words, int least, int most, String names) {
            this.words = words;
            this.least = least;
            this.most = most;
            this.names = names;
        }
    }

    private Cron() {}

    /** @throws MisuseException that names the field that is wrong and what it may hold */
    static void check(String cron) {
        String[] fields = cron.strip().split("\\s+");
        if (fields.length == 5) {
            throw new MisuseException(
                    "five fields are the cron of Unix; Quartz begins with seconds and has a '?' for one"
                            + " of the two days: \"" + quartz(fields) + "\"");
        }
        if (fields.length < 6 || fields.length > 7) {
            throw new MisuseException(
                    "a Quartz cron has six fields (second minute hour day-of-month month day-of-week) and may have a"
                            + " year, this has " + fields.length);
        }
        for (int i = 0; i < fields.length; i++) {
            check(fields[i].toUpperCase(Locale.ROOT), Field.values()[i]);
        }
        if (fields[3].equals("?") == fields[5].equals("?")) {
            throw new MisuseException("exactly one of day of month ('" + fields[3] + "') and day of week ('" + fields[5]
                    + "') must be '?'");
        }
    }

    /** The Unix cron as Quartz wants it, days of the week counted from Sunday = 1. */
    private static String quartz(String[] unix) {
        boolean anyDay = unix[4].equals("*");
        String weekdays = Pattern.compile("(?<![0-9/#])[0-7](?![0-9])")
                .matcher(unix[4])
                .replaceAll(day -> String.valueOf(Integer.parseInt(day.group()) % 7 + 1));
        return String.join(" ", "0", unix[0], unix[1], anyDay ? unix[2] : "?", unix[3], anyDay ? "?" : weekdays);
    }

    private static void check(String text, Field field) {
        if (text.equals("?") && (field == Field.DAY_OF_MONTH || field == Field.DAY_OF_WEEK)) {
            return;
        }
        for (String item : text.split(",", -1)) {
            checkItem(item, field);
        }
    }

    private static void checkItem(String item, Field field) {
        String plain = withoutSpecials(item, field);
        if (plain.isEmpty() && !item.isEmpty()) {
            return;
        }
        Matcher matcher = ITEM.matcher(plain);
        boolean well = matcher.matches() && (matcher.group("all") == null) == (matcher.group("from") != null);
        if (!well || (matcher.group("all") != null && matcher.group("to") != null)) {
            throw wrong(field, item, "is not understood");
        }
        if (matcher.group("from") != null) {
            int from = number(matcher.group("from"), field);
            if (matcher.group("to") != null) {
                number(matcher.group("to"), field);
            }
            checkYearOrder(matcher, field, from);
        }
        if (matcher.group("step") != null) {
            checkStep(matcher.group("step"), field);
        }
    }

    private static void checkYearOrder(Matcher matcher, Field field, int from) {
        if (field == Field.YEAR && matcher.group("to") != null && number(matcher.group("to"), field) < from) {
            throw wrong(field, matcher.group(), "goes backwards");
        }
    }

    private static void checkStep(String step, Field field) {
        int span = field.most - field.least + 1;
        if (step.length() > 4 || Integer.parseInt(step) < 1 || Integer.parseInt(step) > span) {
            throw wrong(field, "/" + step, "is a step outside 1 to " + span);
        }
    }

    /** {@code L}, {@code L-3}, {@code LW}, {@code 15W}, {@code 6L}, {@code 6#3}: what is left is an ordinary item. */
    private static String withoutSpecials(String item, Field field) {
        if (field == Field.DAY_OF_MONTH) {
            return item.replaceFirst("^(L(-([0-9]|[12][0-9]|30))?W?)$", "").replaceFirst("^([0-9]+)W$", "$1");
        }
        if (field == Field.DAY_OF_WEEK) {
            return item.replaceFirst("^L$", "").replaceFirst("^(\\w+?)L$", "$1").replaceFirst("^(\\w+)#[1-5]$", "$1");
        }
        return item;
    }

    private static int number(String text, Field field) {
        int named = List.of(field.names.split(" ")).indexOf(text);
        if (named >= 0 && !text.isEmpty()) {
            return named + field.least;
        }
        int number = text.matches("[0-9]{1,4}") ? Integer.parseInt(text) : -1;
        if (number < field.least || number > field.most) {
            throw wrong(
                    field,
                    text,
                    "is outside " + field.least + " to " + field.most
                            + (field.names.isEmpty() ? "" : " (or " + field.names + ")"));
        }
        return number;
    }

    private static MisuseException wrong(Field field, String item, String what) {
        return new MisuseException(field.words + " '" + Printable.of(item) + "' " + what);
    }
}
