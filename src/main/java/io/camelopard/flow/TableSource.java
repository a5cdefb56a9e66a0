package io.camelopard.flow;

import io.camelopard.harvest.Expression;
import io.camelopard.harvest.RowScope;
import io.camelopard.vo.Target;
import io.camelopard.votable.Columns;
import io.camelopard.votable.Row;
import io.camelopard.votable.RowCursor;
import io.camelopard.votable.RowSpool;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rows of a run that are to become tables, spooled in the order of its searches. For one thread. */
final class TableSource implements Closeable {
    private static final Expression NAME = Expression.parse("target.name");

    private final RowSpool spool;
    private final List<Part> parts = new ArrayList<>();
    private final Map<Columns, Columns> answers = new HashMap<>();
    private @Nullable Part open;

    /** @param file a private one, which stays the caller's */
    TableSource(Path file) throws IOException {
        spool = RowSpool.open(file);
    }

    /**
     * Rows that follow each other in the spool and have all this in common.
     *
     * @param label the name of the target, or its position as text; "" where there is none
     */
    record Part(Columns columns, @Nullable Target target, String label, String service, long from, long to) {}

    /**
     * The rows that follow are of this; what was written since the last {@link #keep} is forgotten.
     *
     * @return all parts with this one, if no part before had these columns; else none
     */
    List<Part> begin(Columns columns, @Nullable Target target, String service) {
        Columns known = answers.putIfAbsent(columns, columns);
        Columns same = known == null ? columns : known;
        Part part = new Part(same, target, label(target), service, spool.position(), spool.position());
        open = part;
        List<Part> all = new ArrayList<>();
        if (known == null) {
            all.addAll(parts);
            all.add(part);
        }
        return all;
    }

    private static String label(@Nullable Target target) {
        return target == null ? "" : String.valueOf(NAME.value(RowScope.of(null, null, target)));
    }

    void write(Row row) throws IOException {
        spool.write(row);
    }

    /** What was written since {@link #begin} is complete. */
    void keep() {
        Part part = open;
        if (part != null) {
            parts.add(new Part(
                    part.columns(), part.target(), part.label(), part.service(), part.from(), spool.position()));
            open = null;
        }
    }

    List<Part> parts() {
        return parts;
    }

    RowCursor read(Part part) throws IOException {
        return spool.read(part.columns(), part.from(), part.to());
    }

    @Override
    public void close() throws IOException {
        spool.close();
    }
}
