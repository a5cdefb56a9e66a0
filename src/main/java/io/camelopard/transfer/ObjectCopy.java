package io.camelopard.transfer;

import io.camelopard.TransientException;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CopyPartResult;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/**
 * A copy of an object that its server makes: in one request, or in parts where that would take its server so long that it
 * looks silent, or be more than S3 copies at once. Parts of a copy that breaks are in the account of {@link Uploads}, and it
 * begins anew. For one thread.
 */
final class ObjectCopy {
    private static final long AT_ONCE = 1L << 30;
    private static final long PART_BYTES = 128L << 20;

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
        check(to, content);
    }

    private void check(S3Url to, Received content) {
        HeadObjectResponse there = store.head(to).orElse(null);
        if (there != null && there.contentLength() == content.bytes()) {
            return;
        }
        if (there != null && content.sha256().equals(there.metadata().get(About.SHA256))) {
            store.remove(to); // it would pass for the whole
        }
        throw new TransientException(BucketStore.shown(to) + " is not the whole of what was to be copied there");
    }

    /** Looks at the object before and after: not every server compares the ETag that it tells with the one it is to copy. */
    private void inParts(S3Url from, S3Url to, Received content) {
        HeadObjectResponse there = store.head(from).orElse(null);
        if (there == null || there.contentLength() != content.bytes()) {
            throw changed(from);
        }
        store.giveUp(to.key());
        String id = store.begin(to, content.sha256(), there.contentType(), there.metadata());
        List<CompletedPart> parts = new ArrayList<>();
        long each = PartSums.partBytes(content.bytes(), partBytes);
        for (long at = 0; at < content.bytes(); at += each) {
            String range = "bytes=%d-%d".formatted(at, Math.min(at + each, content.bytes()) - 1);
            parts.add(part(from, to, id, range, parts.size() + 1));
        }
        if (store.head(from).filter(now -> now.eTag().equals(there.eTag())).isEmpty()) {
            throw changed(from);
        }
        store.ask(
                to,
                client -> client.completeMultipartUpload(request -> request.bucket(to.bucket())
                        .key(to.key())
                        .uploadId(id)
                        .multipartUpload(all -> all.parts(parts))));
        uploads.ended(store.root(), to.key());
    }

    private CompletedPart part(S3Url from, S3Url to, String id, String range, int number) {
        CopyPartResult copied = store.ask(
                        to,
                        client -> client.uploadPartCopy(request -> request.sourceBucket(from.bucket())
                                .sourceKey(from.key())
                                .copySourceRange(range)
                                .destinationBucket(to.bucket())
                                .destinationKey(to.key())
                                .uploadId(id)
                                .partNumber(number)))
                .copyPartResult();
        if (copied == null) {
            throw new TransientException(BucketStore.shown(to) + ": the server does not say what it has copied");
        }
        return CompletedPart.builder().partNumber(number).eTag(copied.eTag()).build();
    }

    private static TransientException changed(S3Url from) {
        return new TransientException(BucketStore.shown(from) + " has changed while it was copied");
    }
}
