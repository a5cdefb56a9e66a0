package io.camelopard.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.camelopard.FinalException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The steps of a selection, and what stands in a degraded product's way, as JSON. */
final class Alternatives {
    static final String NONE = "[]";
    private static final ObjectMapper JSON = new ObjectMapper();

    private Alternatives() {}

    /** A step. Degraded: of another alternative than the first that matched. */
    record Ranked(int alternative, boolean degraded, List<NewProduct> products) {}

    static List<Ranked> ranked(List<Step> steps) {
        return steps.stream()
                .map(step -> new Ranked(
                        step.alternative(), step.alternative() != steps.get(0).alternative(), step.products()))
                .toList();
    }

    private record Item(
            @Nullable Integer alternative,
            @Nullable Boolean degraded,
            String store,
            String identity,
            Kind kind,
            String url,
            String host,
            String link,
            @Nullable String relative,
            @Nullable Long length,
            @Nullable Long modified,
            @Nullable String etag) {
        static Item of(int alternative, boolean degraded, NewProduct p) {
            Long modified = p.modified() == null ? null : p.modified().toEpochMilli();
            return new Item(
                    alternative,
                    degraded,
                    p.store(),
                    p.identity(),
                    p.kind(),
                    p.url(),
                    p.host(),
                    p.link(),
                    p.relative(),
                    p.length(),
                    modified,
                    p.etag());
        }

        NewProduct product() {
            Instant date = modified == null ? null : Instant.ofEpochMilli(modified);
            return new NewProduct(store, identity, kind, url, host, link, relative, length, date, etag);
        }
    }

    static String write(List<Ranked> steps) {
        return text(steps.stream()
                .map(step -> step.products().stream()
                        .map(p -> Item.of(step.alternative(), step.degraded(), p))
                        .toList())
                .toList());
    }

    /** Of a selection: its steps after the first, which is booked at once. */
    static List<Ranked> read(String json) {
        List<Ranked> steps = new ArrayList<>();
        for (Item[] step : parse(json, Item[][].class)) {
            int number = steps.size() + 1;
            steps.add(new Ranked(
                    step[0].alternative() == null ? number : step[0].alternative(),
                    step[0].degraded() == null || step[0].degraded(),
                    Arrays.stream(step).map(Item::product).toList()));
        }
        return steps;
    }

    static String better(List<Better> better) {
        return text(better);
    }

    static List<Better> better(@Nullable String json) {
        return json == null ? List.of() : Stream.of(parse(json, Better[].class)).toList();
    }

    private static String text(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new FinalException("ledger: alternatives cannot be kept: " + e.getOriginalMessage(), e);
        }
    }

    private static <T> T parse(String json, Class<T> type) {
        try {
            return JSON.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new FinalException("ledger: alternatives cannot be read: " + e.getOriginalMessage(), e);
        }
    }
}
