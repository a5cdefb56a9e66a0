package io.camelopard.cli;

/** The exit statuses of the commands; scripts rely on them. */
final class Exit {
    static final int STORED = 0;
    static final int SOME_FAILED = 1;
    static final int MISUSE = 2;
    static final int DISCOVERY_FAILED = 3;
    static final int INTERRUPTED = 130;

    private Exit() {}
}
