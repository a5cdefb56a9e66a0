package io.camelopard.flow;

import io.camelopard.MisuseException;
import io.camelopard.TransientException;
import io.camelopard.harvest.Harvest;
import io.camelopard.harvest.Search;
import io.camelopard.harvest.UrlFile;
import io.camelopard.vo.Answer;
import io.camelopard.votable.Column;
import io.camelopard.votable.Columns;
import io.camelopard.votable.Row;
import io.camelopard.votable.VotableWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes of {@code protocol: none}'s URLs the table that any other protocol would have answered with. */
final class UrlTables {
    private static final Columns COLUMNS = Columns.of(List.of(new Column(
            "access_url",
            null,
            "char",
            "*",
            null,
            "VOX:Image_AccessReference",
            null,
            null,
            "as the harvest names it")));

    private final Path spool;

    /** @param spool a private folder */
    UrlTables(Path spool) {
        this.spool = spool;
    }

    /** @param folder what a file of URLs is relative to */
    Answer table(Harvest harvest, Path folder) {
        Search.Urls urls = harvest.search().urls();
        if (urls == null) {
            throw new MisuseException("search.urls is missing");
        }
        try {
            Path file = Files.createTempFile(spool, "urls", ".vot");
            try (OutputStream out = Files.newOutputStream(file);
                    VotableWriter writer =
                            VotableWriter.open(out, VotableWriter.Serialization.TABLEDATA, COLUMNS, List.of())) {
                for (String url : UrlFile.read(urls, folder)) {
                    writer.write(Row.of(COLUMNS, new @Nullable Object[] {url}));
                }
            }
            return new Answer(200, "", Map.of(), file);
        } catch (IOException e) {
            throw new TransientException(spool + ": the table of URLs cannot be written: " + e.getMessage(), e);
        }
    }
}
