package io.camelopard.harvest;

import io.camelopard.FinalException;
import io.camelopard.MisuseException;
import io.camelopard.TransientException;
import io.camelopard.votable.Column;
import io.camelopard.votable.Limits;
import io.camelopard.votable.Row;
import io.camelopard.votable.VotableReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a list of targets: a VOTable, or CSV with a line of column names (RFC 4180). */
final class TargetFile {
    private static final int MOST_TARGETS = 1_000_000;

    private TargetFile() {}

    static List<Targets.One> read(Path file) {
        try {
            List<Targets.One> targets = isXml(file) ? votable(file) : csv(file);
            if (targets.isEmpty()) {
                throw new MisuseException(file + ": no targets in it");
            }
            return targets;
        } catch (NoSuchFileException e) {
            throw new MisuseException(file + ": there is no such target file", e);
        } catch (IOException e) {
            throw new MisuseException(file + ": cannot be read: " + e.getMessage(), e);
        }
    }

    /** By the first character that is no blank; a gzipped VOTable by its magic. */
    private static boolean isXml(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] head = in.readNBytes(512);
            boolean gzip = head.length > 1 && (head[0] & 0xff) == 0x1f && (head[1] & 0xff) == 0x8b;
            String text = new String(head, StandardCharsets.UTF_8).replace("\uFEFF", "");
            return gzip || text.stripLeading().startsWith("<");
        }
    }

    private static List<Targets.One> votable(Path file) throws IOException {
        try (VotableReader rows = VotableReader.open(file, Limits.defaults())) {
            List<String> names = rows.columns().stream().map(Column::name).toList();
            TargetColumns columns = TargetColumns.of(names, file + ":1");
            List<Targets.One> targets = new ArrayList<>();
            while (rows.hasNext()) {
                add(targets, columns, cells(rows.next()), file + ": row " + (targets.size() + 1));
            }
            return targets;
        } catch (FinalException | TransientException e) {
            throw new MisuseException(file + ": " + e.getMessage(), e);
        }
    }

    private static List<@Nullable Object> cells(Row row) {
        List<@Nullable Object> cells = new ArrayList<>();
        for (int i = 0; i < row.size(); i++) {
            cells.add(row.get(i));
        }
        return cells;
    }

    private static List<Targets.One> csv(Path file) throws IOException {
        try (CsvReader lines = CsvReader.open(file)) {
            List<String> names = lines.next();
            if (names == null) {
                return List.of();
            }
            TargetColumns columns =
                    TargetColumns.of(names.stream().map(String::strip).toList(), file + ":1");
            List<Targets.One> targets = new ArrayList<>();
            for (List<String> cells = lines.next(); cells != null; cells = lines.next()) {
                String where = file + ":" + lines.line();
                if (cells.size() != names.size()) {
                    throw new MisuseException(where + ": " + cells.size() + " values for " + names.size() + " columns");
                }
                add(targets, columns, nulls(cells), where);
            }
            return targets;
        }
    }

    private static List<@Nullable Object> nulls(List<String> cells) {
        List<@Nullable Object> values = new ArrayList<>();
        cells.forEach(cell -> values.add(cell.isBlank() ? null : cell.strip()));
        return values;
    }

    private static void add(
            List<Targets.One> targets, TargetColumns columns, List<@Nullable Object> cells, String where) {
        if (targets.size() == MOST_TARGETS) {
            throw new MisuseException(where + ": more than " + MOST_TARGETS + " targets");
        }
        targets.add(columns.target(cells, where));
    }
}
