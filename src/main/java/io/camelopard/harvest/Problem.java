package io.camelopard.harvest;

/**
 * What is wrong in a harvest file.
 *
 * @param file as it is to be shown
 * @param line from 1
 * @param message what is wrong and what would be right
 */
public record Problem(String file, int line, String message) {
    /** {@code nustar.yaml:7: search.radius '12 arcmins': unknown unit …}. */
    @Override
    public String toString() {
        return file + ":" + line + ": " + message;
    }
}
