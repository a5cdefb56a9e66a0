package io.camelopard.flow;

import io.camelopard.TransientException;
import io.camelopard.transfer.Content;
import io.camelopard.transfer.Received;
import io.camelopard.transfer.Staged;
import io.camelopard.vo.Answer;
import io.camelopard.vo.MediaType;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What direct:fetch got. The staged file is closed, and so deleted, when the exchange is done, unless it was committed.
 *
 * @param url where the answer came from, after redirects
 * @param headers those that anybody here needs, by lower-case name
 * @param received null when there was no body to take
 * @param separately whether a service refused to cut out several regions in one request; then there is nothing else
 * @param content what the file was found to be; null for questions and listings
 */
record Fetched(
        int status,
        String url,
        Map<String, String> headers,
        Staged staged,
        @Nullable Received received,
        boolean separately,
        Content.@Nullable Checked content) {
    static final int NOT_MODIFIED = 304;
    /** Among the headers of a file that was cut out at its server; none that a server can send. */
    static final String CUT = "camelopard-cut";

    /** The answer to a question; the caller has its file from now on. */
    Answer answer() {
        return new Answer(status, url, headers, staged.path());
    }

    /** The same, of another address. */
    Fetched as(String other) {
        return new Fetched(status, other, headers, staged, received, separately, content);
    }

    /** The same, of which another file is to be stored. */
    Fetched with(Refined.Item file) {
        Content.Checked checked = content == null
                ? null
                : new Content.Checked(file.type(), true, content.verified(), Optional.empty(), content.notes());
        return file.staged().equals(staged)
                ? this
                : new Fetched(status, url, headers, file.staged(), file.content(), separately, checked);
    }

    public boolean isOneByOne() {
        return separately;
    }

    public boolean isUnchanged() {
        return status == NOT_MODIFIED;
    }

    /** Whether it was cut out of a file at its server. */
    boolean isCut() {
        return headers.containsKey(CUT);
    }

    /** Whether the access URL turned out to be a list of links. */
    public boolean isDatalink() {
        return type().map(MediaType::parse).filter(MediaType::isDatalink).isPresent();
    }

    Optional<String> type() {
        return Optional.ofNullable(headers.get("content-type"));
    }

    /** What it is found to be, else what was said; null where nothing was. */
    @Nullable String mediaType() {
        return content == null ? type().orElse(null) : content.mediaType();
    }

    /** A strong validator of what was fetched: the ETag, else the date. */
    Optional<String> validator() {
        String etag = headers.get("etag");
        if (etag != null && !etag.startsWith("W/")) {
            return Optional.of(etag);
        }
        return Optional.ofNullable(headers.get("last-modified"));
    }

    Received body() {
        if (received == null) {
            throw new TransientException(url + ": the answer has no body");
        }
        return received;
    }
}
