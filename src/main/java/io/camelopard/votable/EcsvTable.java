package io.camelopard.votable;

import io.camelopard.FinalException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import uk.ac.starlink.ecsv.EcsvFormatException;
import uk.ac.starlink.ecsv.EcsvMeta;
import uk.ac.starlink.ecsv.EcsvReader;
import uk.ac.starlink.ecsv.EcsvStarTable;
import uk.ac.starlink.ecsv.MessagePolicy;
import uk.ac.starlink.ecsv.SnakeYamlParser;
import uk.ac.starlink.table.RowSequence;
import uk.ac.starlink.table.TableFormatException;

/** An ECSV file (1.0) in UTF-8, read by STIL, which takes each byte for a character. */
final class EcsvTable extends EcsvStarTable {
    private final Path file;
    private final Limits limits;

    private EcsvTable(EcsvMeta meta, Path file, Limits limits) {
        super(meta);
        this.file = file;
        this.limits = limits;
    }

    static EcsvTable open(Path file, Limits limits) throws IOException {
        try (EcsvReader reader = reader(EcsvStream.open(file, limits))) {
            return new EcsvTable(reader.getMeta(), file, limits);
        }
    }

    private static EcsvReader reader(EcsvStream in) throws IOException {
        try {
            return new EcsvReader(in, EcsvTable::meta, MessagePolicy.IGNORE);
        } catch (EcsvFormatException e) {
            in.close();
            throw new TableFormatException(e.getMessage(), e);
        } catch (IOException | RuntimeException e) {
            in.close();
            throw e;
        }
    }

    private static EcsvMeta meta(String[] lines) throws EcsvFormatException {
        return new SnakeYamlParser()
                .parseMeta(Arrays.stream(lines).map(EcsvTable::utf8).toArray(String[]::new));
    }

    private static String utf8(String bytes) {
        boolean ascii = bytes.chars().allMatch(c -> c < 0x80);
        return ascii ? bytes : new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    @Override
    public RowSequence getRowSequence() throws IOException {
        EcsvStream in = EcsvStream.open(file, limits);
        return new Sequence(in, reader(in));
    }

    private final class Sequence implements RowSequence {
        private final EcsvStream in;
        private final EcsvReader reader;
        private boolean blank;

        Sequence(EcsvStream in, EcsvReader reader) {
            this.in = in;
            this.reader = reader;
        }

        @Override
        public boolean next() throws IOException {
            in.row();
            blank = !advance();
            // STIL ends at a row that is nothing but one empty cell.
            if (blank && !in.ended() && getColumnCount() > 1) {
                throw new FinalException("a row has 1 cell, expected " + getColumnCount());
            }
            return !blank || !in.ended();
        }

        private boolean advance() throws IOException {
            try {
                return reader.next();
            } catch (EcsvFormatException e) {
                throw new TableFormatException(e.getMessage(), e);
            }
        }

        @Override
        @SuppressWarnings("NullAway") // a null cell is a null for STIL too
        public Object getCell(int column) {
            Object value = blank ? null : reader.getCell(column);
            return value instanceof String text
                    ? EcsvTable.utf8(text)
                    : value instanceof String[] texts ? utf8(texts) : value;
        }

        @SuppressWarnings("NullAway")
        private static String[] utf8(String[] texts) {
            return Arrays.stream(texts)
                    .map(text -> text == null ? null : EcsvTable.utf8(text))
                    .toArray(String[]::new);
        }

        @Override
        public Object[] getRow() {
            Object[] row = new Object[getColumnCount()];
            Arrays.setAll(row, this::getCell);
            return row;
        }

        @Override
        public void close() throws IOException {
            reader.close();
        }
    }
}
