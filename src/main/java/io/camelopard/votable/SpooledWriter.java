package io.camelopard.votable;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * BINARY and FITS, whose head says what only all rows together tell: the rows wait in a temporary VOTable of BINARY2.
 */
final class SpooledWriter implements RowWriter {
    private static final Logger LOG = LoggerFactory.getLogger(SpooledWriter.class);

    private final VotableText xml;
    private final Columns columns;
    private final boolean fits;
    private final NullValues nulls;
    private final Path file;
    private final OutputStream out;
    private final RowWriter spool;
    private long rows;

    SpooledWriter(VotableText xml, Columns columns, boolean fits) throws IOException {
        this.xml = xml;
        this.columns = columns;
        this.fits = fits;
        List<CellType> types = VotableWriter.types(columns, null, true);
        this.nulls = new NullValues(columns, types);
        this.file = Files.createTempFile("camelopard-votable-", ".vot");
        this.out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
        VotableText text = new VotableText(out);
        text.start(List.of());
        VotableWriter.fields(text, columns, null);
        this.spool = new BinaryWriter(text, types, true);
    }

    @Override
    public void write(Row row) throws IOException {
        spool.write(row);
        nulls.see(row);
        rows++;
    }

    @Override
    public int column() {
        return spool.column();
    }

    @Override
    public void finish() throws IOException {
        try {
            spool.finish();
            out.close();
            List<@Nullable Long> nullValues = new ArrayList<>();
            for (int i = 0; i < columns.size(); i++) {
                nullValues.add(nulls.of(i));
            }
            VotableWriter.fields(xml, columns, nullValues);
            if (fits) {
                new FitsWriter(columns, nullValues, file, rows).write(xml);
            } else {
                writeBinary(nullValues);
            }
        } finally {
            discard();
        }
    }

    private void writeBinary(List<@Nullable Long> nullValues) throws IOException {
        RowWriter writer = new BinaryWriter(xml, VotableWriter.types(columns, nullValues, true), false);
        try (VotableReader reader = VotableReader.open(file, VotableWriter.OWN)) {
            while (reader.hasNext()) {
                writer.write(reader.next());
            }
        }
        writer.finish();
    }

    @Override
    public void discard() {
        try {
            out.close();
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.warn("votable.tempfile file={} error={}", file, e.toString());
        }
    }
}
