package io.camelopard.transfer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Which start of this machine it is: what was written and not synced is believed until the next, and no longer. */
final class Boot {
    private static final Path LINUX = Path.of("/proc/sys/kernel/random/boot_id");

    private Boot() {}

    /** Eight hexadecimal digits, other ones after each start; always the same where the system does not tell. */
    static String id() {
        try {
            return Files.readString(LINUX).strip().substring(0, 8);
        } catch (IOException | IndexOutOfBoundsException e) {
            return "00000000";
        }
    }
}
