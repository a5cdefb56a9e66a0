package io.camelopard.transfer;

import io.camelopard.FinalException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Which links of a page lead to its own children. Paths are compared decoded and with double slashes as one, because
 * servers write them as they like; the URL itself stays as it is.
 */
final class Below {
    private static final Set<String> INDEX_PAGES = Set.of("index.html", "index.htm");

    private final URI page;
    private final URI origin;
    private final String pagePath;
    private final String startPath;

    Below(URI page, URI start) {
        this.page = RemoteUri.parse(page.toString());
        this.origin = Credential.origin(this.page);
        this.pagePath = folder(this.page);
        this.startPath = folder(RemoteUri.parse(start.toString()));
    }

    /** A link to a child. */
    record Child(String name, URI url, boolean slash) {}

    /** The child that a reference names, if it names one. */
    Optional<Child> child(String reference) {
        URI url;
        try {
            url = RemoteUri.resolve(page, reference);
        } catch (FinalException e) {
            // Of another scheme, or no URL at all: on a listing there is nothing to say about it.
            return Optional.empty();
        }
        String path = decoded(url.getRawPath());
        boolean below = Credential.origin(url).equals(origin)
                && url.getRawQuery() == null
                && path.startsWith(pagePath)
                && path.startsWith(startPath);
        if (!below) {
            return Optional.empty();
        }
        boolean slash = path.endsWith("/");
        String name = path.substring(
                pagePath.length(), slash ? Math.max(pagePath.length(), path.length() - 1) : path.length());
        return isPlain(name) && !escapedSlash(url) ? Optional.of(new Child(name, url, slash)) : Optional.empty();
    }

    /** Whether a reference leads to the folder above, as every listing's has but the topmost. */
    boolean isParent(String reference) {
        try {
            URI url = RemoteUri.resolve(page, reference);
            String path = folder(url);
            return Credential.origin(url).equals(origin)
                    && pagePath.length() > path.length()
                    && path.equals(pagePath.substring(0, pagePath.lastIndexOf('/', pagePath.length() - 2) + 1));
        } catch (FinalException e) {
            return false;
        }
    }

    private static boolean isPlain(String name) {
        return !name.isEmpty()
                && !INDEX_PAGES.contains(name)
                && !name.equals(".")
                && !name.equals("..")
                && name.indexOf('/') < 0
                && name.indexOf('\\') < 0
                && name.indexOf('\uFFFD') < 0
                && name.chars().noneMatch(Character::isISOControl);
    }

    private static boolean escapedSlash(URI url) {
        String path = url.getRawPath().toLowerCase(Locale.ROOT);
        return path.contains("%2f") || path.contains("%5c");
    }

    private static String folder(URI url) {
        String path = decoded(url.getRawPath());
        return path.endsWith("/") ? path : path + "/";
    }

    private static String decoded(String path) {
        return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8)
                .replaceAll("/{2,}", "/");
    }
}
