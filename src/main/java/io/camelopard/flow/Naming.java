package io.camelopard.flow;

import io.camelopard.harvest.Alternative;
import io.camelopard.harvest.Harvest;
import io.camelopard.harvest.RowScope;
import io.camelopard.harvest.Template;
import io.camelopard.transfer.S3Url;
import io.camelopard.transfer.SafeName;
import io.camelopard.vo.Link;
import io.camelopard.vo.Target;
import io.camelopard.votable.Row;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The names of stored products (HARVEST.md, "Store" and "Templates"). */
final class Naming {
    private static final Pattern FILE_NAME = Pattern.compile(
            "(?:^|;)\\s*filename\\s*=\\s*(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([^;\\s]+))", Pattern.CASE_INSENSITIVE);
    private static final Pattern FILE_NAME_UTF8 =
            Pattern.compile("(?:^|;)\\s*filename\\*\\s*=\\s*UTF-8''([^;\\s]+)", Pattern.CASE_INSENSITIVE);
    // Two extensions are one where the second is a compression: .fits.gz
    private static final Pattern EXTENSION =
            Pattern.compile("(\\.[A-Za-z][A-Za-z0-9]{0,7})?\\.(?:gz|Z|bz2|fz|xz|zip)$|\\.[A-Za-z][A-Za-z0-9]{0,7}$");

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
        return to.replaceFirst("^file:/*", "");
    }

    /** The name of a directory product. */
    String folder(Link link, String dataset) {
        String name = lastSegment(link.accessUrl() == null ? dataset : link.accessUrl());
        return name.isEmpty() ? lastSegment(dataset) : name;
    }

    /**
     * The name of a file, below the store's folder.
     *
     * @param disposition the answer's Content-Disposition
     * @param dataset the publisher DID, for URLs with a query
     * @param url where the answer came from
     */
    String file(Alternative alternative, Link link, @Nullable String disposition, String dataset, String url) {
        String plain = defaultName(disposition, dataset, url);
        Template template = alternative.name() != null
                ? alternative.name()
                : harvest.store() == null ? null : harvest.store().name();
        if (template == null) {
            return plain;
        }
        String ext = extension(plain);
        String stem = plain.substring(0, plain.length() - ext.length());
        String name = render(template, link, Map.of("stem", stem, "ext", ext, "service", service));
        return extension(name).isEmpty() && !template.uses("ext") ? name + ext : name;
    }

    private String render(Template template, Link link, Map<String, String> more) {
        return template.render(RowScope.of(row, link, target).with(more), SafeName::segment);
    }

    private static String defaultName(@Nullable String disposition, String dataset, String url) {
        String given = disposition == null ? "" : fileName(disposition);
        if (!given.isEmpty()) {
            return SafeName.segment(given);
        }
        String fromUrl = lastSegment(url);
        boolean query = url.indexOf('?') >= 0 && !S3Url.is(url);
        String name = query && !lastSegment(dataset).isEmpty() ? lastSegment(dataset) : fromUrl;
        return SafeName.segment(name.isEmpty() ? "product" : name);
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
