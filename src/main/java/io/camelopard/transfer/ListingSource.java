package io.camelopard.transfer;

import io.camelopard.FinalException;
import io.camelopard.TransientException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The characters of a page: bounded in all and between two elements, and asked at the end whether it was whole. */
final class ListingSource extends Reader {
    /** Longest stretch in which no element ends: a page of one endless comment, attribute or text is no listing. */
    private static final int MAX_STRETCH = 1 << 20;

    private static final int TAIL = 512;

    private final Reader in;
    private final long limit;
    private final String where;
    private final StringBuilder tail = new StringBuilder();
    private String head = "";
    private long read;
    private long stretch;

    ListingSource(InputStream html, long limit, String where) {
        this.in = new InputStreamReader(html, StandardCharsets.UTF_8);
        this.limit = limit;
        this.where = where;
    }

    @Override
    public int read(char[] buffer, int offset, int length) throws IOException {
        int n = in.read(buffer, offset, length);
        if (n > 0) {
            count(n);
            remember(buffer, offset, n);
        }
        return n;
    }

    private void count(int n) {
        read += n;
        stretch += n;
        if (read > limit) {
            throw new FinalException(where + ": the listing is longer than the " + limit + " bytes allowed");
        }
        if (stretch > MAX_STRETCH) {
            throw new FinalException(
                    where + ": is not a directory listing: no element in " + MAX_STRETCH + " characters");
        }
    }

    private void remember(char[] buffer, int offset, int n) {
        if (head.length() < TAIL) {
            head += new String(buffer, offset, Math.min(n, TAIL));
        }
        int kept = Math.min(n, TAIL);
        tail.append(buffer, offset + n - kept, kept);
        if (tail.length() > TAIL) {
            tail.delete(0, tail.length() - TAIL);
        }
    }

    /** An element has ended. */
    void progress() {
        stretch = 0;
    }

    /** A page that begins with {@code <html>} ends with it too, or entries are missing. */
    void checkEnd() {
        boolean begun = head.toLowerCase(Locale.ROOT).contains("<html");
        if (begun && !tail.toString().toLowerCase(Locale.ROOT).contains("</html")) {
            throw new TransientException(where + ": the listing ends without </html>, after " + read + " characters");
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
