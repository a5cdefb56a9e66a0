package io.camelopard.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.camelopard.vo.Link;
import io.camelopard.vo.Vocabulary;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class IdentityTest {
    private static final String THIS = Vocabulary.core().normalise("#this");

    private static Link link(String url, @Nullable String local) {
        return new Link("d", url, null, null, null, THIS, local, null, null, null, null, null, null, null, Map.of());
    }

    /** VO-TRAPS 1.12: access URLs expire and move. */
    @Test
    void theUrlIsNoPartOfIt() {
        Link today = link("https://x.org/a.fits?token=1", null);
        Link tomorrow = link("https://y.org/b/a.fits?token=2", null);

        assertThat(Identity.of("ivo://x/y?1", today, List.of(today)))
                .isEqualTo(Identity.of("ivo://x/y?1", tomorrow, List.of(tomorrow)))
                .isEqualTo("ivo://x/y?1 " + THIS);
    }

    /** VO-TRAPS 1.6: several {@code #this} are several products, whatever tells them apart. */
    @Test
    void severalOfOneKindAreToldApart() {
        assertDifferent(List.of(link("https://x.org/a.fits", null), link("https://x.org/b.fits", null)), "a.fits");
        assertDifferent(List.of(link("https://x.org/get?f=a", null), link("https://x.org/get?f=b", null)), "f=a");
        assertDifferent(List.of(link("https://x.org/get?f=a", "flux"), link("https://x.org/get?f=b", "noise")), "flux");
    }

    @Test
    void whatGivesAccessIsLeftOut() {
        Link a = link("https://x.org/get?f=a&X-Amz-Signature=s&token=s", null);
        Link b = link("https://x.org/get?f=b&X-Amz-Signature=s&token=s", null);

        assertThat(Identity.of("ivo://x/y?1", a, List.of(a, b)))
                .isEqualTo("ivo://x/y?1 " + THIS + " https://x.org/get?f=a");
        assertThat(Identity.of("", a, List.of(a))).isEqualTo("https://x.org/get?f=a " + THIS);
    }

    private static void assertDifferent(List<Link> links, String first) {
        List<String> identities = links.stream()
                .map(link -> Identity.of("ivo://x/y?1", link, links))
                .toList();
        assertThat(identities).doesNotHaveDuplicates();
        assertThat(identities.get(0)).startsWith("ivo://x/y?1 " + THIS + " ").endsWith(first);
    }
}
