package io.camelopard.transfer;

import io.camelopard.transfer.Uploads.Begun;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.ListPartsResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/**
 * An upload in parts, one after the other, of a staged file. One that was begun before, of the same bytes, is gone on with:
 * what is there of it is told by the server and believed where the MD5 is right; it begins anew where the server does not
 * tell. What breaks is left as it is, and in the account of {@link Uploads}. For one thread.
 */
final class PartUpload {
    private final BucketStore store;
    private final Uploads uploads;
    private final String path;
    private final S3Url url;
    private final Staged staged;
    private final PartSums sums;

    PartUpload(BucketStore store, Uploads uploads, String path, Staged staged, PartSums sums) {
        this.store = store;
        this.uploads = uploads;
        this.path = path;
        this.url = store.url(path);
        this.staged = staged;
        this.sums = sums;
    }

    /** @throws S3Exception where its condition is not met */
    void send(Map<String, String> metadata, String contentType, String sha256, Guard guard) {
        Map<Integer, String> there = new HashMap<>();
        String id = begunBefore(sha256, there).orElseGet(() -> store.begin(url, sha256, contentType, metadata));
        List<CompletedPart> parts = new ArrayList<>();
        for (int part = 0; part < sums.count(); part++) {
            String etag = there.get(part + 1);
            String good = etag != null && sums.isPart(part, etag) ? etag : send(id, part);
            parts.add(CompletedPart.builder().partNumber(part + 1).eTag(good).build());
        }
        complete(id, parts, guard);
    }

    /** @param there gets the ETags of its parts, by their numbers */
    private Optional<String> begunBefore(String sha256, Map<Integer, String> there) {
        Begun begun = uploads.find(store.root(), path).orElse(null);
        String id = begun == null ? null : begun.uploadId();
        if (begun == null || id == null || !begun.sha256().equals(sha256)) {
            giveUp();
            return Optional.empty();
        }
        try {
            list(id, there);
            return Optional.of(id);
        } catch (S3Exception e) {
            if (S3Failure.isUnknownRequest(e)) {
                giveUp();
            } else if (e.statusCode() != 404) {
                throw S3Failure.ofStore(url, e);
            }
            return Optional.empty();
        }
    }

    private void list(String id, Map<Integer, String> there) {
        Integer marker = null;
        do {
            Integer after = marker;
            ListPartsResponse page = store.raw(
                    url,
                    client -> client.listParts(request -> request.bucket(url.bucket())
                            .key(url.key())
                            .uploadId(id)
                            .partNumberMarker(after)));
            page.parts().forEach(part -> there.put(part.partNumber(), part.eTag()));
            Integer next = Boolean.TRUE.equals(page.isTruncated()) ? page.nextPartNumberMarker() : null;
            marker = next != null && (after == null || next > after) ? next : null;
        } while (marker != null);
    }

    private String send(String id, int part) {
        RequestBody body = RequestBody.fromContentProvider(
                () -> staged.stream(sums.from(part), sums.bytes(part)), sums.bytes(part), "application/octet-stream");
        UploadPartResponse answer = store.ask(
                url,
                client -> client.uploadPart(
                        request -> request.bucket(url.bucket())
                                .key(url.key())
                                .uploadId(id)
                                .partNumber(part + 1)
                                .contentLength(sums.bytes(part))
                                .contentMD5(sums.base64(part)),
                        body));
        String etag = answer.eTag();
        return etag == null || etag.isEmpty() ? sums.etag(part) : etag;
    }

    /** Whoever asks again, after an answer that never came, is told that there is no such upload: the object tells more. */
    private void complete(String id, List<CompletedPart> parts, Guard guard) {
        try {
            store.guarded(
                    url,
                    guard,
                    (client, held) -> client.completeMultipartUpload(request -> request.bucket(url.bucket())
                            .key(url.key())
                            .uploadId(id)
                            .multipartUpload(all -> all.parts(parts))
                            .ifMatch(held.match())
                            .ifNoneMatch(held.noneMatch())));
        } catch (S3Exception e) {
            if (e.statusCode() != 404) {
                throw e;
            }
            uploads.ended(store.root(), path);
        }
    }

    /** Ends what was begun before and is of no use. */
    void giveUp() {
        store.giveUp(path);
    }
}
