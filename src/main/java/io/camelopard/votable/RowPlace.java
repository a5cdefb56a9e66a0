package io.camelopard.votable;

import io.camelopard.FinalException;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** Counts rows and says where a fault is: "row 10412 (line 88231)". */
final class RowPlace {
    private final IntSupplier line;
    private long done;

    RowPlace(IntSupplier line) {
        this.line = line;
    }

    long done() {
        return done;
    }

    void rowDone() {
        done++;
    }

    String text(int atLine) {
        return "row " + (done + 1) + " (line " + atLine + ")";
    }

    FinalException fault(String what, @Nullable Throwable cause) {
        return new FinalException(text(line.getAsInt()) + ": " + what + "; the answer is not used", cause);
    }

    FinalException badCell(Column column, String found, @Nullable Throwable cause) {
        String size = column.arraysize() == null ? "" : "[" + column.arraysize() + "]";
        return fault(
                "column '" + Excerpt.of(column.name(), 80) + "' is " + Excerpt.of(column.datatype() + size, 40)
                        + ", found " + found,
                cause);
    }
}
