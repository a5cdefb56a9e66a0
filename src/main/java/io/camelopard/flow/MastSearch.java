package io.camelopard.flow;

import io.camelopard.MisuseException;
import io.camelopard.harvest.Alternative;
import io.camelopard.harvest.Criterion;
import io.camelopard.harvest.Harvest;
import io.camelopard.harvest.Search;
import io.camelopard.vo.Answer;
import io.camelopard.vo.Mast;
import io.camelopard.vo.MastFilter;
import io.camelopard.vo.Region;
import io.camelopard.vo.RowLinks;
import io.camelopard.votable.Row;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a harvest of {@code protocol: mast} asks for: observations as rows, then their products as links. Thread-safe. */
final class MastSearch {
    private final Mast mast;

    MastSearch(Mast mast) {
        this.mast = mast;
    }

    Answer observations(Search search, @Nullable Region region) {
        return mast.observations(region, filters(part(search).criteria()), search.params());
    }

    List<RowLinks> links(Harvest harvest, List<Row> observations) {
        boolean cloud = harvest.links().alternatives().stream()
                .anyMatch(alternative -> alternative.via() == Alternative.Via.CLOUD);
        List<MastFilter> products = filters(part(harvest.search()).products());
        return mast.products().resolve(observations, products, cloud);
    }

    private static Search.Mast part(Search search) {
        if (search.mast() == null) {
            throw new MisuseException("search.criteria is missing");
        }
        return search.mast();
    }

    private static List<MastFilter> filters(Map<String, Criterion> criteria) {
        return criteria.entrySet().stream()
                .map(one -> new MastFilter(
                        one.getKey(),
                        one.getValue().values(),
                        one.getValue().min(),
                        one.getValue().max()))
                .toList();
    }
}
