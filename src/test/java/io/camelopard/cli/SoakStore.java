package io.camelopard.cli;

import java.io.Closeable;
import java.util.List;
import java.util.Map;

/** Where a soak stores its products, and how to look at that from outside. */
interface SoakStore extends Closeable {
    /** What it is called in the summary. */
    String name();

    /** {@code store.to} of a harvest. */
    String to(String folder);

    /** What the program has to be told, as {@code key=value}. */
    List<String> settings();

    /** The SHA-256 of all that has a name now, by path; what has not changed since the last look need not be read again. */
    Map<String, String> look();

    /** What is there and has no name, such as an upload that nobody ends. */
    List<String> unfinished();

    @Override
    void close();
}
