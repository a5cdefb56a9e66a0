package io.camelopard.harvest;

import io.camelopard.vo.SodaCutout;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One alternative of {@code links}. A link is taken when it meets all the conditions given (an empty list or null is
 * no condition); a condition with a list is met by any of its values.
 *
 * @param take null: all for links {@code #this}, else the first
 * @param paths which files of a directory
 * @param name in place of the store's
 * @param refine in place of the harvest's
 */
public record Alternative(
        List<String> semantics,
        List<String> contentType,
        List<String> contentQualifier,
        List<String> localSemantics,
        @Nullable Regex description,
        @Nullable Expression where,
        @Nullable Take take,
        Via via,
        @Nullable SodaCutout cutout,
        PathFilter paths,
        @Nullable Template name,
        @Nullable List<Refine> refine) {

    /** What stands for a harvest without {@code links}: {@code #this}. */
    public static final Alternative THIS = new Alternative(
            List.of("#this"),
            List.of(),
            List.of(),
            List.of(),
            null,
            null,
            null,
            Via.HTTP,
            null,
            PathFilter.ALL,
            null,
            null);

    /** How many of the matching links. */
    public enum Take {
        ALL,
        FIRST
    }

    /** From where a product is fetched when it is offered in several places. */
    public enum Via {
        HTTP,
        CLOUD
    }
}
