package io.camelopard.vo;

import static org.assertj.core.api.Assertions.assertThat;

import io.camelopard.votable.Columns;
import io.camelopard.votable.Limits;
import io.camelopard.votable.Row;
import io.camelopard.votable.Trailer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.UniqueElements;

/** Whatever habits a links service has: no row is without its own links, and none has another's. */
class LinkResolverPropertyTest {
    private static final Columns COLUMNS =
            Columns.of(List.of(Votables.column("__row", "DataLinkID", null, null, null), Votables.column("obsid")));
    private static final Trailer DESCRIBED =
            Votables.trailer(Votables.links("https://x.org/links", Votables.param("ID", "", "DataLinkID")));

    enum Naming {
        AS_ASKED,
        BEHIND_A_PREFIX,
        BY_A_CELL,
        OF_ITS_OWN;

        String name(String id) {
            return switch (this) {
                case AS_ASKED -> id;
                case BEHIND_A_PREFIX -> "ivo://x/y?" + id;
                case BY_A_CELL -> "ivo://x/y?obs" + id;
                case OF_ITS_OWN -> "uid://A/" + id.hashCode() * 31L;
            };
        }
    }

    @Property(tries = 60)
    void eachRowHasItsOwnLinks(
            @ForAll @IntRange(min = 1, max = 130) int count,
            @ForAll Naming naming,
            @ForAll @IntRange(min = 1, max = 150) int processed,
            @ForAll boolean saysOverflow,
            @ForAll @IntRange(min = 1, max = 150) int taken,
            @ForAll boolean backwards,
            @ForAll @Size(max = 4) @UniqueElements List<@IntRange(min = 0, max = 129) Integer> bad)
            throws IOException {
        LinksServer server = new LinksServer()
                .naming(naming::name)
                .processing(processed, saysOverflow)
                .refusingAbove(taken, 400)
                .failingOver(400, bad.stream().map(i -> "r" + i).toArray(String[]::new));
        // Names that nothing tells, in an order that nothing tells, cannot be known by anybody.
        if (backwards && naming != Naming.OF_ITS_OWN) {
            server.backwards();
        }
        Path folder = Files.createTempDirectory("links");
        CannedAsk ask = new CannedAsk(folder, server);

        List<RowLinks> resolved = new LinkResolver(ask, Limits.defaults(), time -> true)
                .resolve(rows(count), DESCRIBED, "https://x.org/", false);

        assertThat(resolved).hasSize(count);
        for (int i = 0; i < count; i++) {
            assertThat(resolved.get(i).failure() != null).as("r" + i).isEqualTo(bad.contains(i));
            assertThat(resolved.get(i).links())
                    .extracting(Link::accessUrl)
                    .isEqualTo(bad.contains(i) ? List.of() : List.of("https://x.org/data/r" + i + ".fits"));
        }
        assertThat(ask.leftBehind()).isZero();
        assertThat(ask.requests()).hasSizeLessThan(2 * count + 20);
        Files.delete(folder);
    }

    private static List<Row> rows(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> Votables.row(COLUMNS, "r" + i, "obsr" + i))
                .toList();
    }
}
