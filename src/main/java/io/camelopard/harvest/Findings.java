package io.camelopard.harvest;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What was found wrong, each at the place of the file that a JSON pointer (RFC 6901) names. The first that is said of a
 * place stands, and silences what is said later of it and of what is inside it.
 */
final class Findings {
    private final String file;
    private final Map<String, Integer> lines;
    private final Map<String, Problem> found = new LinkedHashMap<>();
    private final Set<String> meant = new HashSet<>();

    /** @param lines of the pointers that are in the file */
    Findings(String file, Map<String, Integer> lines) {
        this.file = file;
        this.lines = lines;
    }

    /** That a misspelt key was meant to be the one here: nothing more is said of it. */
    void meant(String pointer) {
        meant.add(pointer);
    }

    boolean isMeant(String pointer) {
        return meant.contains(pointer);
    }

    void add(String pointer, String message) {
        add(pointer, line(pointer), message);
    }

    void add(String pointer, int line, String message) {
        for (String at = pointer; ; at = parent(at)) {
            if (found.containsKey(at) || meant.contains(at)) {
                return;
            }
            if (at.isEmpty()) {
                break;
            }
        }
        found.put(pointer, new Problem(file, line, message));
    }

    boolean has(String pointer) {
        return found.keySet().stream().anyMatch(at -> at.equals(pointer) || at.startsWith(pointer + "/"));
    }

    private int line(String pointer) {
        String at = pointer;
        while (!lines.containsKey(at) && !at.isEmpty()) {
            at = parent(at);
        }
        return lines.getOrDefault(at, 1);
    }

    private static String parent(String pointer) {
        return pointer.substring(0, Math.max(0, pointer.lastIndexOf('/')));
    }

    boolean isEmpty() {
        return found.isEmpty();
    }

    /** By line; those of one line as they were found. */
    List<Problem> problems() {
        List<Problem> problems = new ArrayList<>(found.values());
        problems.sort(Comparator.comparingInt(Problem::line));
        return problems.stream().distinct().toList();
    }
}
