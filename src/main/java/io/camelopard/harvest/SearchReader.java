package io.camelopard.harvest;

import io.camelopard.MisuseException;
import io.camelopard.vo.Protocol;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Makes {@code search} of the tree. */
final class SearchReader {
    private final Entry search;

    SearchReader(Entry search) {
        this.search = search;
    }

    Search read() {
        Protocol protocol = search.at("protocol").choice(Protocol.class, Protocol.NONE);
        return new Search(
                protocol,
                services(search.at("service")),
                search.at("radius").angle(),
                size(search.at("size")),
                params(search.at("params")),
                search.at("maxrec").integer(),
                search.at("overflow").choice(Search.Overflow.class),
                search.at("split_by").text(),
                watermark(search.at("watermark")),
                search.at("where").read(Expression::condition),
                search.at("order_by").read(SearchReader::orderBy),
                search.at("limit").whole(),
                protocol == Protocol.TAP ? tap() : null,
                protocol == Protocol.MAST ? new Search.Mast(criteria("criteria"), criteria("products")) : null,
                protocol == Protocol.NONE ? urls(search.at("urls")) : null);
    }

    private static List<ServiceRef> services(Entry entry) {
        List<ServiceRef> services = new ArrayList<>();
        for (Entry item : entry.items()) {
            ServiceRef service = item.isMapping() ? registrySearch(item) : item.read(SearchReader::service);
            if (service != null) {
                services.add(service);
            }
        }
        return services;
    }

    private static ServiceRef service(String text) {
        if (text.matches("(?i)ivo://[^/\\s]+(/\\S*)?")) {
            return new ServiceRef.Ivoid(text);
        }
        if (text.matches("(?i)https?://[^/\\s]\\S*")) {
            return new ServiceRef.Url(text);
        }
        throw new MisuseException(
                "is neither an IVOA identifier (ivo://…) nor a URL (https://…); to search the registry write"
                        + " {keywords: [" + Printable.of(text) + "]}");
    }

    private static ServiceRef registrySearch(Entry entry) {
        return new ServiceRef.RegistrySearch(
                entry.at("servicetype").text(),
                entry.at("keywords").texts(),
                entry.at("waveband").text(),
                entry.at("ivoid").text(),
                entry.at("take").choice(ServiceRef.Take.class));
    }

    private static Search.@Nullable Size size(Entry entry) {
        List<Double> sides = new ArrayList<>();
        for (Entry item : entry.items()) {
            Double side = item.angle();
            if (side != null) {
                sides.add(side);
            }
        }
        return sides.isEmpty() ? null : new Search.Size(sides.get(0), sides.get(sides.size() - 1));
    }

    private static Map<String, List<String>> params(Entry entry) {
        Map<String, List<String>> params = new LinkedHashMap<>();
        entry.fields()
                .forEach((name, value) ->
                        params.put(name, value.items().stream().map(Entry::raw).toList()));
        return params;
    }

    private static Search.@Nullable Watermark watermark(Entry entry) {
        String column = entry.at("column").text();
        if (column == null || !entry.has("start")) {
            return null;
        }
        Entry start = entry.at("start");
        start.readScalar(text -> {
            if (Mjd.parse(text) == null) {
                throw new MisuseException("is neither a number (MJD) nor an ISO 8601 time such as 2026-01-01T00:00:00");
            }
            return text;
        });
        Duration overlap = entry.at("overlap").readScalar(Quantity::duration);
        return new Search.Watermark(column, start.raw(), Objects.requireNonNullElse(overlap, Duration.ZERO));
    }

    private static Search.OrderBy orderBy(String text) {
        String column = text.strip();
        boolean descending = column.toLowerCase(Locale.ROOT).endsWith(" desc");
        column = descending ? column.substring(0, column.length() - 5).strip() : column;
        if (column.matches("`[^`]+`")) {
            column = column.substring(1, column.length() - 1);
        } else if (!column.matches("[\\p{L}_][\\p{L}\\p{N}_]*")) {
            throw new MisuseException("must be distance or one column, with desc after it for the largest first");
        }
        return new Search.OrderBy(column, descending);
    }

    private Search.Tap tap() {
        Query query = search.at("query").read(Query::parse);
        return new Search.Tap(
                query == null ? Query.parse("") : query,
                search.at("mode").choice(Search.Mode.class),
                search.has("upload"));
    }

    private Map<String, Criterion> criteria(String key) {
        Map<String, Criterion> criteria = new LinkedHashMap<>();
        search.at(key).fields().forEach((column, value) -> criteria.put(column, criterion(value)));
        return criteria;
    }

    private static Criterion criterion(Entry entry) {
        if (!entry.isMapping()) {
            List<String> values = entry.items().stream().map(Entry::raw).toList();
            return new Criterion(values, null, null);
        }
        Double min = entry.at("min").number();
        Double max = entry.at("max").number();
        if (min != null && max != null && min > max) {
            entry.wrong("min is more than max");
        }
        return new Criterion(List.of(), min, max);
    }

    private static Search.Urls urls(Entry entry) {
        if (entry.isMapping()) {
            return new Search.Urls(List.of(), entry.at("file").text());
        }
        entry.items().forEach(item -> item.read(SearchReader::url));
        return new Search.Urls(entry.texts(), null);
    }

    static String url(String text) {
        if (!text.matches("(?i)(https?|s3|ftp)://[^/\\s]\\S*")) {
            throw new MisuseException("is no URL; write https://… or s3://bucket/…");
        }
        return text;
    }
}
