package io.camelopard.transfer;

import io.camelopard.TransientException;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CopyPartResult;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.UploadPartCopyResponse;

/**
 * A copy of an object that its server makes: in one request, or in parts where it is longer than S3 copies at once. Parts of a
 * copy that breaks are in the account of {@link Uploads}, and it begins anew. For one thread.
 */
final class ObjectCopy {
    /** What {@code CopyObject} takes at most. */
    private static final long AT_ONCE = 5L << 30;

    private static final long PART_BYTES = 1L << 30;

    private final BucketStore store;
    private final Uploads uploads;
    private final long atOnce;
    private final long partBytes;

    ObjectCopy(BucketStore store, Uploads uploads) {
        this(store, uploads, AT_ONCE, PART_BYTES);
    }

    ObjectCopy(BucketStore store, Uploads uploads, long atOnce, long partBytes) {
        this.store = store;
        this.uploads = uploads;
        this.atOnce = atOnce;
        this.partBytes = partBytes;
    }

    /** @param content what is there, as {@link Store#find} tells */
    void make(S3Url from, S3Url to, Received content) {
        if (content.bytes() > atOnce) {
            inParts(from, to, content);
        } else {
            store.ask(
                    to,
                    client -> client.copyObject(request -> request.sourceBucket(from.bucket())
                            .sourceKey(from.key())
                            .destinationBucket(to.bucket())
                            .destinationKey(to.key())));
        }
        if (store.head(to)
                .map(HeadObjectResponse::contentLength)
                .filter(bytes -> bytes == content.bytes())
                .isEmpty()) {
            throw new TransientException(BucketStore.shown(to) + " is not the whole of what was to be copied there");
        }
    }

    private void inParts(S3Url from, S3Url to, Received content) {
        HeadObjectResponse there =
                store.head(from).orElseThrow(() -> new TransientException(BucketStore.shown(from) + " has gone"));
        store.giveUp(to.key());
        uploads.begin(store.root(), to.key(), content.sha256());
        String id = store.ask(
                        to,
                        client -> client.createMultipartUpload(request -> request.bucket(to.bucket())
                                .key(to.key())
                                .contentType(there.contentType())
                                .metadata(there.metadata())))
                .uploadId();
        uploads.begun(store.root(), to.key(), id);
        long each = PartSums.partBytes(content.bytes(), partBytes);
        List<CompletedPart> parts = new ArrayList<>();
        for (long at = 0; at < content.bytes(); at += each) {
            String range = "bytes=%d-%d".formatted(at, Math.min(at + each, content.bytes()) - 1);
            int number = parts.size() + 1;
            UploadPartCopyResponse answer = store.ask(
                    to,
                    client -> client.uploadPartCopy(request -> request.sourceBucket(from.bucket())
                            .sourceKey(from.key())
                            .copySourceIfMatch(there.eTag())
                            .copySourceRange(range)
                            .destinationBucket(to.bucket())
                            .destinationKey(to.key())
                            .uploadId(id)
                            .partNumber(number)));
            CopyPartResult copied = answer.copyPartResult();
            if (copied == null) {
                throw new TransientException(BucketStore.shown(to) + ": the server does not say what it has copied");
            }
            parts.add(CompletedPart.builder()
                    .partNumber(number)
                    .eTag(copied.eTag())
                    .build());
        }
        if (store.head(from).filter(now -> now.eTag().equals(there.eTag())).isEmpty()) {
            throw new TransientException(BucketStore.shown(from) + " has changed while it was copied");
        }
        store.ask(
                to,
                client -> client.completeMultipartUpload(request -> request.bucket(to.bucket())
                        .key(to.key())
                        .uploadId(id)
                        .multipartUpload(all -> all.parts(parts))));
        uploads.ended(store.root(), to.key());
    }
}
