package io.camelopard.vo;

import io.camelopard.FinalException;
import io.camelopard.MisuseException;
import io.camelopard.TransientException;
import io.camelopard.votable.Row;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The products of MAST's observations as links {@code #this}: those that meet all conditions, asked for in groups, with the
 * product's columns in {@link Link#columns()}. Thread-safe.
 */
public final class MastProducts {
    /** The archive's own name of a file, by which it is known from run to run. */
    public static final String DATA_URI = "dataURI";
    /** The name that it is stored under. */
    public static final String FILE_NAME = "productFilename";

    private static final Logger LOG = LoggerFactory.getLogger(MastProducts.class);
    private static final int MOST_LINKS = 100_000;
    // More make an address that servers refuse.
    private static final int LOOKED_UP = 40;
    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("fits", "image/fits"),
            Map.entry("fit", "image/fits"),
            Map.entry("jpg", "image/jpeg"),
            Map.entry("jpeg", "image/jpeg"),
            Map.entry("png", "image/png"),
            Map.entry("gif", "image/gif"),
            Map.entry("pdf", "application/pdf"),
            Map.entry("txt", "text/plain"),
            Map.entry("csv", "text/csv"),
            Map.entry("json", "application/json"),
            Map.entry("xml", "application/xml"),
            Map.entry("html", "text/html"));

    private final MastService service;

    MastProducts(MastService service) {
        this.service = service;
    }

    /**
     * The links of each observation, in the order of the rows.
     *
     * @param products conditions on the products
     * @param cloud whether is to be asked where they are in the cloud
     * @throws MisuseException for a condition on a column that products have not
     */
    public List<RowLinks> resolve(List<Row> observations, List<MastFilter> products, boolean cloud) {
        Map<String, Row> rows = new LinkedHashMap<>();
        for (Row row : observations) {
            rows.put(obsid(row), row);
        }
        Map<String, RowLinks> resolved = new LinkedHashMap<>();
        resolve(rows, products, cloud, resolved);
        return observations.stream()
                .map(row -> new RowLinks(
                        row,
                        "mast:" + obsid(row),
                        links(resolved, row).links(),
                        links(resolved, row).failure()))
                .toList();
    }

    private static RowLinks links(Map<String, RowLinks> resolved, Row row) {
        RowLinks links = resolved.get(obsid(row));
        if (links == null) {
            throw new IllegalStateException("no products of " + obsid(row));
        }
        return links;
    }

    private static String obsid(Row row) {
        String obsid = Values.text(row.get("obsid"));
        if (obsid == null) {
            throw new FinalException("MAST: an observation has no obsid, so its products cannot be asked for");
        }
        return obsid;
    }

    /** A group that cannot be had, or whose products cannot be told apart, is asked for in halves. */
    private void resolve(Map<String, Row> rows, List<MastFilter> wanted, boolean cloud, Map<String, RowLinks> into) {
        List<String> ids = List.copyOf(rows.keySet());
        try {
            Map<String, List<Link>> found = service.first(url -> ask(url, ids, wanted, cloud));
            rows.forEach((id, row) -> into.put(id, new RowLinks(row, id, found.getOrDefault(id, List.of()), null)));
        } catch (FinalException e) {
            if (ids.size() > 1) {
                LOG.debug("mast.halves observations={} reason=\"{}\"", ids.size(), e.getMessage());
                resolve(part(rows, ids.subList(0, ids.size() / 2)), wanted, cloud, into);
                resolve(part(rows, ids.subList(ids.size() / 2, ids.size())), wanted, cloud, into);
            } else {
                rows.forEach((id, row) -> into.put(id, new RowLinks(row, id, List.of(), e)));
            }
        } catch (TransientException e) {
            rows.forEach((id, row) -> into.put(id, new RowLinks(row, id, List.of(), e)));
        }
    }

    private static Map<String, Row> part(Map<String, Row> rows, List<String> ids) {
        Map<String, Row> part = new LinkedHashMap<>();
        rows.forEach((id, row) -> {
            if (ids.contains(id)) {
                part.put(id, row);
            }
        });
        return part;
    }

    private Map<String, List<Link>> ask(String url, List<String> ids, List<MastFilter> wanted, boolean cloud) {
        Map<String, List<Map<String, @Nullable Object>>> products = new LinkedHashMap<>();
        int[] kept = new int[1];
        service.pages(url, "Mast.Caom.Products", Map.of("obsid", String.join(",", ids)), page -> {
            check(page, wanted);
            long[] rows = new long[1];
            page.rows(product -> {
                rows[0]++;
                if (keeps(product, wanted)) {
                    products.computeIfAbsent(owner(product, ids), id -> new ArrayList<>())
                            .add(product);
                    if (++kept[0] > MOST_LINKS) {
                        throw new FinalException(Urls.shown(url) + ": more than " + MOST_LINKS
                                + " products; say more in search.products");
                    }
                }
            });
            return rows[0];
        });
        Map<String, String> places = cloud ? places(url, products) : Map.of();
        Map<String, List<Link>> links = new LinkedHashMap<>();
        products.forEach((id, all) -> links.put(
                id, all.stream().map(product -> link(url, product, places)).toList()));
        return links;
    }

    private static void check(MastPage page, List<MastFilter> wanted) {
        for (MastFilter filter : wanted) {
            if (!page.fields().isEmpty()
                    && page.fields().keySet().stream().noneMatch(name -> name.equalsIgnoreCase(filter.about()))) {
                throw new MisuseException("search.products." + filter.column()
                        + ": MAST's products have no such column; they have "
                        + String.join(", ", page.fields().keySet()));
            }
        }
    }

    private static boolean keeps(Map<String, @Nullable Object> product, List<MastFilter> wanted) {
        return Values.text(product.get(DATA_URI)) != null
                && wanted.stream().allMatch(filter -> filter.keeps(cell(product, filter.about())));
    }

    private static @Nullable Object cell(Map<String, @Nullable Object> product, String column) {
        if (product.containsKey(column)) {
            return product.get(column);
        }
        return product.entrySet().stream()
                .filter(entry -> entry.getKey().equalsIgnoreCase(column))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
    }

    /** {@code obsID} is of the observation that made the file, which may be a part of the one that was asked for. */
    private static String owner(Map<String, @Nullable Object> product, List<String> ids) {
        if (ids.size() == 1) {
            return ids.get(0);
        }
        for (String column : List.of("parent_obsid", "obsID")) {
            String id = Values.text(cell(product, column));
            if (id != null && ids.contains(id)) {
                return id;
            }
        }
        throw new FinalException(
                "MAST: the product " + product.get(DATA_URI) + " is of none of the observations asked for");
    }

    private static Link link(String url, Map<String, @Nullable Object> product, Map<String, String> places) {
        String uri = String.valueOf(Values.text(product.get(DATA_URI)));
        String address = uri.matches("(?i)https?://.+") ? uri : download(url, uri);
        String type = type(String.valueOf(Values.text(product.get(FILE_NAME))));
        Long bytes = Values.whole(product.get("size")).isPresent()
                ? Values.whole(product.get("size")).getAsLong()
                : null;
        String description = Values.text(product.get("description"));
        String cloud = places.get(uri);
        Map<String, Object> columns = new LinkedHashMap<>();
        product.forEach((name, value) -> {
            if (!name.equals("_selected_")) {
                columns.put(name, Values.json(value));
            }
        });
        columns.put("ID", uri);
        columns.put("access_url", address);
        columns.put("semantics", Vocabulary.THIS);
        columns.put("content_type", type);
        columns.put("content_length", bytes);
        columns.put("cloud_access", cloud);
        return new Link(
                uri,
                address,
                null,
                null,
                null,
                Vocabulary.THIS,
                null,
                description,
                type,
                bytes,
                null,
                null,
                null,
                cloud,
                columns);
    }

    private static String download(String url, String uri) {
        String readable = Urls.encode(uri).replace("%3A", ":").replace("%2F", "/");
        return Urls.resolve(url, "../v0.1/Download/file?uri=" + readable);
    }

    private static @Nullable String type(String fileName) {
        String plain = fileName.toLowerCase(Locale.ROOT).replaceFirst("\\.(gz|fz)$", "");
        String extension = plain.substring(plain.lastIndexOf('.') + 1);
        boolean packed = plain.length() < fileName.length();
        return packed && !extension.startsWith("fit") ? "application/gzip" : TYPES.get(extension);
    }

    /** {@code cloud_access} by data URI, where MAST says that there is a copy; without an answer there are none. */
    private Map<String, String> places(String url, Map<String, List<Map<String, @Nullable Object>>> products) {
        List<String> uris = products.values().stream()
                .flatMap(List::stream)
                .map(product -> String.valueOf(Values.text(product.get(DATA_URI))))
                .distinct()
                .toList();
        Map<String, String> places = new LinkedHashMap<>();
        for (int from = 0; from < uris.size(); from += LOOKED_UP) {
            lookUp(url, uris.subList(from, Math.min(uris.size(), from + LOOKED_UP)), places);
        }
        return places;
    }

    private void lookUp(String url, List<String> uris, Map<String, String> into) {
        List<Map.Entry<String, String>> params = new ArrayList<>();
        uris.forEach(uri -> params.add(Map.entry("uri", uri)));
        params.add(Map.entry("use_cloud_path", "true"));
        try (Answer answer = service.get(url, "../v0.1/path_lookup/", params, "places in the cloud")) {
            Faults.check(answer, Protocol.MAST);
            MastPage.objects(answer).forEach((uri, found) -> {
                String path = Values.text(found.get("path"));
                if (path != null) {
                    into.put(uri, cloudAccess(path.replaceFirst("^/+", "")));
                }
            });
        } catch (TransientException | FinalException e) {
            LOG.warn("mast.cloud reason=\"{}\"", e.getMessage());
        }
    }

    private static String cloudAccess(String key) {
        Map<String, String> place = new LinkedHashMap<>();
        place.put("bucket_name", "stpubdata");
        place.put("key", key);
        place.put("region", "us-east-1");
        return MastPage.write(Map.of("aws", place));
    }
}
