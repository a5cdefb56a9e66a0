package io.camelopard.transfer;

import io.camelopard.FinalException;
import io.camelopard.TransientException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Instant;
import java.util.Iterator;
import java.util.function.Consumer;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.parser.Parser;
import org.jsoup.parser.StreamParser;
import org.jspecify.annotations.Nullable;

/**
 * Directory listings of web servers: Apache and nginx, as a table, a {@code <pre>} or a list, and their likes.
 *
 * <p>Only what lies directly below the page, and below the start of the crawl, is an entry; parents, sort links, other
 * hosts, index pages and every trick to get out are passed over. The page is read as a stream, an entry at a time.
 */
public final class Listing {
    /**
     * A file or a folder of a listing.
     *
     * @param name decoded, one segment; for the file system it still needs {@link SafeName}
     * @param url to request; that of a folder ends in a slash
     * @param directory whether it is a folder
     * @param size in bytes, only where the listing shows it exactly
     * @param modified to the minute, as if the listing were in UTC, which it need not be: to compare, not to believe
     * @param shown date and size as the listing has them, to notice a change
     */
    public record Entry(
            String name,
            URI url,
            boolean directory,
            @Nullable Long size,
            @Nullable Instant modified,
            String shown) {}

    private Listing() {}

    /**
     * Reads a page to its end and closes it.
     *
     * @param page its URL, after redirects
     * @param start the folder where the crawl began
     * @param entries gets each entry once in page order; it may have got some when this fails
     * @throws FinalException if the page is no listing or exceeds a limit
     * @throws TransientException if it is cut off
     */
    public static void read(InputStream html, URI page, URI start, Limits limits, Consumer<Entry> entries) {
        String where = RemoteUri.shown(page);
        ListingSource source = new ListingSource(html, limits.maxListingBytes(), where);
        ListingRows rows = new ListingRows(new Below(page, start), limits.maxDirectoryFiles(), where, entries);
        try (source;
                StreamParser parser = new StreamParser(Parser.htmlParser()).parse(source, "")) {
            for (Iterator<Element> it = parser.iterator(); it.hasNext(); ) {
                Element element = it.next();
                source.progress();
                if (rows.take(element)) {
                    forgetBefore(element);
                }
            }
            rows.end();
            source.checkEnd();
        } catch (UncheckedIOException e) {
            throw new TransientException(where + ": reading the listing failed: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new TransientException(where + ": reading the listing failed: " + e.getMessage(), e);
        }
    }

    /** What stands before a finished element is never asked for again. */
    private static void forgetBefore(Element element) {
        for (Node node = element.previousSibling(); node != null; node = element.previousSibling()) {
            node.remove();
        }
    }
}
