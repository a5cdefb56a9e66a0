package io.camelopard.harvest;

import io.camelopard.MisuseException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The targets that a harvest names, one after the other. */
public final class Targets {
    private Targets() {}

    /**
     * One target as given: a position, or a name that is still to be resolved.
     *
     * @param position null: the name is to be resolved
     * @param columns the other columns of the list, text or number, by name
     */
    public record One(@Nullable String name, @Nullable Position position, Map<String, Object> columns) {
        public One {
            columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
        }

        /** The name, or the position as text. */
        public String label() {
            return name != null ? name : position != null ? shown(position.ra(), position.dec()) : "";
        }
    }

    /**
     * All targets; none when the harvest has none.
     *
     * @param baseDir what a target file is relative to
     * @throws MisuseException when the file is not there or has no targets, with file and line
     */
    public static List<One> read(Harvest harvest, Path baseDir) {
        return read(harvest.targets(), baseDir);
    }

    public static List<One> read(TargetSpec targets, Path baseDir) {
        String file = targets.file();
        if (file != null) {
            return TargetFile.read(baseDir.resolve(file));
        }
        List<One> all = new ArrayList<>();
        targets.given().forEach(text -> all.add(parse(text)));
        return List.copyOf(all);
    }

    /** A name or {@code "ra dec"}. */
    public static One parse(String text) {
        Position position = Position.parse(text).orElse(null);
        return new One(position == null ? text.strip() : null, position, Map.of());
    }

    /** The position of a row, by the columns in which a list of targets may have one ({@code s_ra}, {@code RAJ2000} …). */
    public static Optional<Position> position(Map<String, ?> row) {
        return TargetColumns.position(row);
    }

    static String shown(double ra, double dec) {
        return String.format(Locale.ROOT, "%.5f %+.5f", ra, dec);
    }
}
