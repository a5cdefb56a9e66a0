package io.camelopard.flow;

import io.camelopard.vo.ColumnRange;
import io.camelopard.votable.Row;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a query whose value in a column is in a range; the service itself leaves out the others.
 *
 * @param adql what is asked
 * @param range null where it is only asked from where to where the values go
 */
record ColumnPart(String adql, @Nullable ColumnRange range) implements SearchPart {
    static ColumnPart of(ColumnRange range) {
        return new ColumnPart(range.adql(), range);
    }

    static ColumnPart extent(String query, String column) {
        return new ColumnPart(ColumnRange.extent(query, column), null);
    }

    @Override
    public List<SearchPart> halves() {
        return range == null
                ? List.of()
                : range.halves().stream().<SearchPart>map(ColumnPart::of).toList();
    }

    @Override
    public boolean keeps(Row row) {
        return true;
    }

    @Override
    public String toString() {
        return range == null ? "the extent of the column" : range.toString();
    }
}
