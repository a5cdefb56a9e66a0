package io.camelopard.transfer;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What stands in a folder.
 *
 * @param name one segment, as it is there; for the file system it still needs {@link SafeName}
 * @param url where it is; that of a folder ends in a slash
 * @param size in bytes, only where it is known exactly
 * @param modified to compare, not to believe
 */
public record FolderEntry(
        String name,
        String url,
        boolean directory,
        @Nullable Long size,
        @Nullable Instant modified,
        @Nullable String etag) {}
