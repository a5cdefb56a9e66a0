package io.camelopard.flow;

import io.camelopard.harvest.Alternative;
import io.camelopard.harvest.Harvest;
import io.camelopard.harvest.RowScope;
import io.camelopard.harvest.Template;
import io.camelopard.transfer.Content;
import io.camelopard.transfer.S3Url;
import io.camelopard.transfer.SafeName;
import io.camelopard.vo.Link;
import io.camelopard.vo.MastProducts;
import io.camelopard.vo.MediaType;
import io.camelopard.vo.Target;
import io.camelopard.votable.Row;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The names of stored products (HARVEST.md, "Store" and "Templates"). They are paths as they are wanted; {@link #safe} makes
 * them paths that any file system has, once for the whole path, since an escape is not escaped again.
 */
final class Naming {
    private static final Pattern FILE_NAME = Pattern.compile(
            "(?:^|;)\\s*filename\\s*=\\s*(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([^;\\s]+))", Pattern.CASE_INSENSITIVE);
    private static final Pattern FILE_NAME_UTF8 =
            Pattern.compile("(?:^|;)\\s*filename\\*\\s*=\\s*UTF-8''([^;\\s]+)", Pattern.CASE_INSENSITIVE);
    // Two extensions are one where the second is a compression: .fits.gz
    private static final Pattern EXTENSION =
            Pattern.compile("(\\.[A-Za-z][A-Za-z0-9]{0,7})?\\.(?:gz|Z|bz2|fz|xz|zip)$|\\.[A-Za-z][A-Za-z0-9]{0,7}$");

    private static final Map<String, String> EXTENSIONS = Map.ofEntries(
            Map.entry("application/fits", ".fits"),
            Map.entry("application/x-votable+xml", ".vot"),
            Map.entry("application/json", ".json"),
            Map.entry("application/pdf", ".pdf"),
            Map.entry("application/gzip", ".gz"),
            Map.entry("application/x-tar", ".tar"),
            Map.entry("application/zip", ".zip"),
            Map.entry("image/jpeg", ".jpg"),
            Map.entry("image/png", ".png"),
            Map.entry("image/gif", ".gif"),
            Map.entry("image/tiff", ".tif"),
            Map.entry("text/csv", ".csv"),
            Map.entry("text/plain", ".txt"));
    // No character of any text: stands for a slash that separates nothing.
    private static final char SLASH = '\uFFFE';
    private static final String SLASH_ESCAPED = "%EF%BF%BE";

    private final Harvest harvest;
    private final @Nullable Row row;
    private final @Nullable Target target;
    private final String service;

    Naming(Harvest harvest, @Nullable Row row, @Nullable Target target, String service) {
        this.harvest = harvest;
        this.row = row;
        this.target = target;
        this.service = service;
    }

    /** The folder of the store, below which names are: {@code file:quasars/3C273} is {@code quasars/3C273}. */
    String storeFolder(Link link) {
        if (harvest.store() == null) {
            return "";
        }
        String to = render(harvest.store().to(), link, Map.of("service", service));
        return Stores.below(to);
    }

    /** A path below the store, safe segment by segment. */
    static String safe(String path) {
        return SafeName.path(path).replace(SLASH_ESCAPED, "%2F");
    }

    /** The default name of a directory product. */
    String folder(Link link, String dataset) {
        String name = lastSegment(link.accessUrl() == null ? dataset : link.accessUrl());
        return value(name.isEmpty() ? lastSegment(dataset) : name);
    }

    /** The name of a directory product, a path below the store's folder; a folder has no extension. */
    String folder(Alternative alternative, Link link, String plain) {
        Template template = template(alternative);
        return template == null ? plain : render(template, link, Map.of("stem", plain, "ext", "", "service", service));
    }

    private @Nullable Template template(Alternative alternative) {
        return alternative.name() != null
                ? alternative.name()
                : harvest.store() == null ? null : harvest.store().name();
    }

    /**
     * The name of a file, below the store's folder.
     *
     * @param disposition the answer's Content-Disposition
     * @param dataset the publisher DID, for URLs with a query
     * @param url where the answer came from
     * @param type what the file is, as a media type; gives the extension where the default name has none, or that of
     *     something else, such as of the file that a picture is a preview of
     * @param changed gives the extension as it is stored from that of the file as it was fetched
     */
    String file(
            Alternative alternative,
            Link link,
            @Nullable String disposition,
            String dataset,
            String url,
            @Nullable String type,
            UnaryOperator<String> changed) {
        String fetched = defaultName(link, disposition, dataset, url);
        String plain = changed(fetched, changed);
        String stem = fetched.substring(0, fetched.length() - extension(fetched).length());
        String own = plain.substring(stem.length());
        String right = extensionOf(type);
        boolean wrong = type != null && !right.isEmpty() && Content.contradicts(own, type);
        Template template = template(alternative);
        if (template == null) {
            return value(wrong ? stem + right : plain);
        }
        String ext = own.isEmpty() || wrong ? right : own;
        String name = render(template, link, Map.of("stem", stem, "ext", ext, "service", service));
        return hasExtension(template) ? name : name + ext;
    }

    /** A name, or a path, with another extension. */
    static String changed(String name, UnaryOperator<String> changed) {
        String own = extension(name);
        return name.substring(0, name.length() - own.length()) + changed.apply(own);
    }

    // Where the name ends with a value, a dot in that says nothing.
    private static boolean hasExtension(Template template) {
        return template.uses("ext") || !extension(template.suffix()).isEmpty();
    }

    private static String extensionOf(@Nullable String type) {
        if (type == null) {
            return "";
        }
        MediaType parsed = MediaType.parse(type);
        return EXTENSIONS.entrySet().stream()
                .filter(known -> parsed.matches(known.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("");
    }

    private String render(Template template, Link link, Map<String, String> more) {
        return template.render(RowScope.of(row, link, target).with(more), Naming::value);
    }

    /** A value is within one segment. */
    private static String value(String text) {
        return text.replace('/', SLASH);
    }

    private static String defaultName(Link link, @Nullable String disposition, String dataset, String url) {
        String product = link.columns().get(MastProducts.FILE_NAME) instanceof String name ? name.strip() : "";
        String given = !product.isEmpty() ? product : disposition == null ? "" : fileName(disposition);
        if (!given.isEmpty()) {
            return given;
        }
        String fromUrl = lastSegment(url);
        boolean query = url.indexOf('?') >= 0 && !S3Url.is(url);
        String name = query && !lastSegment(dataset).isEmpty() ? lastSegment(dataset) : fromUrl;
        return name.isEmpty() ? "product" : name;
    }

    private static String fileName(String disposition) {
        Matcher utf8 = FILE_NAME_UTF8.matcher(disposition);
        Matcher plain = FILE_NAME.matcher(disposition);
        String name = utf8.find()
                ? decoded(utf8.group(1))
                : plain.find()
                        ? plain.group(1) != null ? plain.group(1).replaceAll("\\\\(.)", "$1") : plain.group(2)
                        : "";
        return name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
    }

    /** {@code .fits}, {@code .fits.gz}, or nothing. */
    static String extension(String name) {
        Matcher matcher = EXTENSION.matcher(name);
        return matcher.find() ? matcher.group() : "";
    }

    /** The last segment that is not empty of a URL's path, or of a publisher DID with its query, decoded. */
    static String lastSegment(String url) {
        if (S3Url.is(url)) {
            String key = url.replaceFirst("/+$", "");
            return key.substring(key.lastIndexOf('/') + 1);
        }
        String path = url.startsWith("ivo:") ? url.replaceFirst("^[^?#]*[?#]", "") : url.replaceFirst("[?#].*$", "");
        String trimmed =
                path.replaceFirst("^[A-Za-z][A-Za-z0-9+.-]*://[^/]*", "").replaceFirst("/+$", "");
        return decoded(trimmed.substring(trimmed.lastIndexOf('/') + 1));
    }

    private static String decoded(String segment) {
        try {
            return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            // A lone percent sign is a character like any other.
            return segment;
        }
    }
}
