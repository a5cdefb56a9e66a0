package io.camelopard.flow;

import io.camelopard.votable.Row;
import java.util.List;

/** A part of a search whose answer was truncated. Its halves together are it. */
sealed interface SearchPart permits SkyPart, ColumnPart {
    /** None where it is too small to be searched in parts. */
    List<SearchPart> halves();

    /** Whether a row of the answer to it belongs to the whole search, and to no part that was searched before. */
    boolean keeps(Row row);
}
