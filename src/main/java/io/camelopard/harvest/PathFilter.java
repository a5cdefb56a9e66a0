package io.camelopard.harvest;

import io.camelopard.MisuseException;
import java.util.List;

/**
 * Which files of a directory are wanted, by globs over the relative path: {@code *} and {@code ?} stay within a
 * segment, {@code **} crosses them ({@code **}{@code /x} is also {@code x} itself), {@code [a-z]} and {@code {a,b}} as
 * usual. Exclude wins; without include, everything is.
 */
public final class PathFilter {
    /** Everything. */
    public static final PathFilter ALL = of(List.of(), List.of());

    private final List<Glob> include;
    private final List<Glob> exclude;

    private PathFilter(List<Glob> include, List<Glob> exclude) {
        this.include = include;
        this.exclude = exclude;
    }

    /** @throws MisuseException when one is no glob */
    public static PathFilter of(List<String> include, List<String> exclude) {
        return new PathFilter(
                include.stream().map(Glob::compile).toList(),
                exclude.stream().map(Glob::compile).toList());
    }

    /** @param path relative to the directory, with {@code /} between its segments */
    public boolean accepts(String path) {
        return (include.isEmpty() || include.stream().anyMatch(glob -> glob.matches(path)))
                && exclude.stream().noneMatch(glob -> glob.matches(path) || glob.coversParentOf(path));
    }

    /** Whether something below this folder can be accepted, so that it is worth listing. */
    public boolean enters(String folder) {
        String path = folder.endsWith("/") ? folder.substring(0, folder.length() - 1) : folder;
        return (include.isEmpty() || include.stream().anyMatch(glob -> glob.reachesBelow(path)))
                && exclude.stream().noneMatch(glob -> glob.covers(path) || glob.coversParentOf(path));
    }

    @Override
    public String toString() {
        return "include " + include + " exclude " + exclude;
    }
}
