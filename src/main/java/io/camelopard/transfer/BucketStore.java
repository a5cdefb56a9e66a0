package io.camelopard.transfer;

import io.camelopard.FinalException;
import io.camelopard.MisuseException;
import io.camelopard.TransientException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * A bucket as a store. An object appears when its upload is complete; then it is looked at, since not every server looks at
 * what it is told of it (RELIABILITY, section 3).
 *
 * <p>The requests are few and plain: PUT and parts with Content-MD5, HEAD, GET, DELETE of one object, copy, and lists. What
 * is there already is replaced only if it is what was looked at, where the server keeps conditions; elsewhere the caller's
 * lease of the path has to do. Thread-safe.
 */
public final class BucketStore implements Store {
    private static final Logger LOG = LoggerFactory.getLogger(BucketStore.class);

    /** A part, where nothing else is said; what is longer than two of them is sent in parts. */
    public static final long PART_BYTES = 32 << 20;

    private static final int BUFFER = 64 << 10;
    /** By how much the clocks of a server and of the ledger may differ. */
    private static final Duration CLOCKS = Duration.ofMinutes(15);

    private static final Pattern MD5 = Pattern.compile("[0-9a-fA-F]{32}(?:-[0-9]{1,5})?");

    private final Buckets buckets;
    private final String bucket;
    private final Uploads uploads;
    private final long partBytes;
    private volatile boolean conditional = true;

    BucketStore(Buckets buckets, String bucket, Uploads uploads, long partBytes) {
        this.buckets = buckets;
        this.bucket = bucket;
        this.uploads = uploads;
        this.partBytes = partBytes;
    }

    /** What the ledger calls a bucket. */
    public static String root(String bucket) {
        return "s3://" + bucket;
    }

    @Override
    public String root() {
        return root(bucket);
    }

    S3Url url(String path) {
        return S3Url.parse(root() + "/" + path).checkObject();
    }

    /**
     * Looks into the bucket. That it takes nothing for now is passed over.
     *
     * @throws MisuseException if there is no such bucket, or it lets us not in
     */
    public void check(String prefix) {
        S3Url url = new S3Url(bucket, prefix);
        buckets.checkCredentials();
        try {
            ask(
                    url,
                    client -> client.listObjectsV2(
                            request -> request.bucket(bucket).prefix(prefix).maxKeys(1)));
        } catch (TransientException e) {
            LOG.warn("store.check store={} reason=\"{}\"", root(), e.getMessage());
        }
    }

    @Override
    public boolean exists(String path) {
        return head(url(path)).isPresent();
    }

    @Override
    public Optional<Received> find(String path) {
        return head(url(path)).flatMap(there -> written(there).or(() -> read(path)));
    }

    /** What we have written beside an object. */
    private static Optional<Received> written(HeadObjectResponse there) {
        return Optional.ofNullable(there.metadata().get(About.SHA256))
                .map(sha256 -> new Received(there.contentLength(), sha256));
    }

    @Override
    public Optional<Received> read(String path) {
        S3Url url = url(path);
        try (InputStream in =
                raw(url, client -> client.getObject(b -> b.bucket(bucket).key(url.key())))) {
            return Optional.of(digest(in));
        } catch (S3Exception e) {
            if (isNotThere(e)) {
                return Optional.empty();
            }
            throw S3Failure.ofStore(url, e);
        } catch (IOException e) {
            throw new TransientException(S3Url.shown(url.toString()) + ": reading failed: " + e.getMessage(), e);
        }
    }

    private static Received digest(InputStream in) throws IOException {
        MessageDigest digest = Digests.sha256();
        byte[] buffer = new byte[BUFFER];
        long bytes = 0;
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            digest.update(buffer, 0, n);
            bytes += n;
        }
        return new Received(bytes, Digests.hex(digest.digest()));
    }

    /** Sends the file, in parts if it is long, and looks at what has become of it. */
    @Override
    public void publish(Staged staged, String path, Received content, About about, boolean replace) {
        S3Url url = url(path);
        PartSums sums = PartSums.of(staged, partBytes);
        HeadObjectResponse there = head(url).orElse(null);
        PartUpload parts = new PartUpload(this, uploads, path, staged, sums);
        if (there != null && isSame(path, there, content, sums)) {
            parts.giveUp();
            return;
        }
        if (there != null && !replace && !isUnrecorded(path, there)) {
            throw new FinalException("%s is there and not from here; it is not overwritten".formatted(shown(url)));
        }
        try {
            send(url, staged, sums, about, content, Guard.of(there), parts);
        } catch (S3Exception e) {
            raced(url, path, content, sums, e, replace);
        }
        check(url, content, sums);
        uploads.ended(root(), path);
    }

    /** Whether we have sent it and could not say so any more. */
    private boolean isUnrecorded(String path, HeadObjectResponse there) {
        String sha256 = there.metadata().get(About.SHA256);
        return uploads.find(root(), path)
                .filter(begun -> begun.sha256().equals(sha256))
                .isPresent();
    }

    private void send(
            S3Url url, Staged staged, PartSums sums, About about, Received content, Guard guard, PartUpload parts) {
        if (sums.single()) {
            parts.giveUp();
            uploads.begin(root(), url.key(), content.sha256());
            put(url, staged, sums, about, content, guard);
        } else {
            parts.send(about.metadata(content.sha256()), type(about), content.sha256(), guard);
        }
    }

    private void put(S3Url url, Staged staged, PartSums sums, About about, Received content, Guard guard) {
        RequestBody body =
                RequestBody.fromContentProvider(() -> staged.stream(0, content.bytes()), content.bytes(), type(about));
        guarded(
                url,
                guard,
                (client, held) -> client.putObject(
                        request -> request.bucket(bucket)
                                .key(url.key())
                                .contentMD5(sums.base64(0))
                                .contentLength(content.bytes())
                                .contentType(type(about))
                                .metadata(about.metadata(content.sha256()))
                                .ifMatch(held.match())
                                .ifNoneMatch(held.noneMatch()),
                        body));
    }

    private static String type(About about) {
        return about.contentType() == null ? "application/octet-stream" : about.contentType();
    }

    /** Somebody else was at this path between our look and our request. */
    private void raced(S3Url url, String path, Received content, PartSums sums, S3Exception e, boolean replace) {
        if (!isUnmet(e)) {
            throw S3Failure.ofStore(url, e);
        }
        HeadObjectResponse there = head(url).orElse(null);
        if (there != null && isSame(path, there, content, sums)) {
            return;
        }
        String what = shown(url) + " was written by somebody else meanwhile";
        throw replace ? new TransientException(what, e) : new FinalException(what + "; it is not overwritten", e);
    }

    /**
     * Whether these bytes are there. The server may have written down its ETag before they were damaged: it counts for what we
     * sent and could not record, and for nothing else.
     */
    private boolean isSame(String path, HeadObjectResponse there, Received content, PartSums sums) {
        if (there.contentLength() != content.bytes()) {
            return false;
        }
        boolean told = PartSums.plain(there.eTag()).equalsIgnoreCase(sums.etag());
        return (told && isUnrecorded(path, there)) || read(path).equals(Optional.of(content));
    }

    /** The answer to a PUT says nothing, and that to the end of an upload is sometimes empty. */
    private void check(S3Url url, Received content, PartSums sums) {
        HeadObjectResponse there =
                head(url).orElseThrow(() -> new TransientException(shown(url) + " is not there after it was stored"));
        String wrong = objection(url, there, content, sums);
        if (wrong == null) {
            return;
        }
        if (content.sha256().equals(there.metadata().get(About.SHA256))) {
            // It is ours, and no good to anybody.
            remove(url);
        }
        throw new TransientException(shown(url) + " " + wrong + " after it was stored");
    }

    private @Nullable String objection(S3Url url, HeadObjectResponse there, Received content, PartSums sums) {
        if (there.contentLength() != content.bytes()) {
            return "has %d of %d bytes".formatted(there.contentLength(), content.bytes());
        }
        String coding = there.contentEncoding();
        if (coding != null && coding.contains("aws-chunked")) {
            return "has Content-Encoding " + S3Url.shown(coding);
        }
        String etag = PartSums.plain(there.eTag() == null ? "" : there.eTag());
        // With a key of the key service an ETag is that of the encrypted bytes.
        boolean md5 = MD5.matcher(etag).matches() && there.ssekmsKeyId() == null;
        if (md5 && !etag.equalsIgnoreCase(sums.etag()) && (sums.single() || !isThere(url, content))) {
            return "has ETag %s, expected was %s".formatted(etag, sums.etag());
        }
        String sha256 = there.metadata().get(About.SHA256);
        return content.sha256().equals(sha256) ? null : "has lost its metadata, or it is another's";
    }

    /** How an ETag is made of those of the parts is a custom that not every server follows; the bytes tell. */
    private boolean isThere(S3Url url, Received content) {
        return read(url.key()).equals(Optional.of(content));
    }

    @Override
    public boolean delete(String path, String sha256) {
        S3Url url = url(path);
        if (find(path).filter(there -> there.sha256().equals(sha256)).isEmpty()) {
            return false;
        }
        remove(url);
        return true;
    }

    /**
     * All that begins with a prefix, page by page to the end.
     *
     * @param prefix empty: the whole bucket
     */
    public void list(String prefix, Consumer<String> paths) {
        S3Url url = new S3Url(bucket, prefix);
        String token = null;
        do {
            String from = token;
            ListObjectsV2Response page = ask(
                    url,
                    client -> client.listObjectsV2(
                            request -> request.bucket(bucket).prefix(prefix).continuationToken(from)));
            page.contents().stream()
                    .map(S3Object::key)
                    .filter(key -> key.startsWith(prefix) && !key.endsWith("/"))
                    .forEach(paths);
            token = Boolean.TRUE.equals(page.isTruncated()) ? page.nextContinuationToken() : null;
            if (token != null && token.equals(from)) {
                throw new FinalException(
                        shown(url) + ": the listing repeats its continuation token and would never end");
            }
        } while (token != null);
    }

    /**
     * Moves an object out of the bucket: it is deleted when its copy is on disk, and is still what was copied.
     *
     * @param file is made; there is none of that name
     */
    public void move(String path, Path file) throws IOException {
        S3Url url = new S3Url(bucket, path);
        HeadObjectResponse before = head(url).orElse(null);
        if (before == null) {
            return;
        }
        copy(url, file);
        HeadObjectResponse after = head(url).orElse(null);
        if (after == null || !before.eTag().equals(after.eTag()) || Files.size(file) != before.contentLength()) {
            Files.deleteIfExists(file);
            throw new TransientException(shown(url) + " has changed while it was copied; it stays where it is");
        }
        remove(url);
    }

    private void copy(S3Url url, Path file) throws IOException {
        try (InputStream in = ask(
                        url, client -> client.getObject(b -> b.bucket(bucket).key(url.key())));
                FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            in.transferTo(Channels.newOutputStream(out));
            out.force(true);
        }
        Path folder = file.getParent();
        if (folder != null) {
            Disk.syncFolder(folder);
        }
    }

    void remove(S3Url url) {
        ask(url, client -> client.deleteObject(request -> request.bucket(bucket).key(url.key())));
    }

    @Override
    public void keep(String path) {
        int number = 1;
        String last = path;
        while (head(url(path + "." + number)).isPresent()) {
            last = path + "." + number++;
        }
        Received there = find(path).orElse(null);
        if (there == null || (!last.equals(path) && find(last).equals(Optional.of(there)))) {
            return;
        }
        new ObjectCopy(this, uploads).make(url(path), url(path + "." + number), there);
    }

    /** Begins an upload in parts, which is in the account before it is at the server; its id. */
    String begin(S3Url url, String sha256, String contentType, Map<String, String> metadata) {
        uploads.begin(root(), url.key(), sha256);
        String id = ask(
                        url,
                        client -> client.createMultipartUpload(request -> request.bucket(bucket)
                                .key(url.key())
                                .contentType(contentType)
                                .metadata(metadata)))
                .uploadId();
        uploads.begun(root(), url.key(), id);
        return id;
    }

    /**
     * Ends an upload of ours in parts without an object; one that the server does not know has ended. A server that cannot end
     * one keeps it.
     */
    private void abort(String path, String uploadId) {
        S3Url url = url(path);
        try {
            raw(
                    url,
                    client -> client.abortMultipartUpload(
                            request -> request.bucket(bucket).key(url.key()).uploadId(uploadId)));
        } catch (S3Exception e) {
            if (S3Failure.isUnknownRequest(e)) {
                LOG.warn("upload.left url={} upload={} reason=\"status {}\"", shown(url), uploadId, e.statusCode());
            } else if (e.statusCode() != 404) {
                throw S3Failure.ofStore(url, e);
            }
        }
    }

    /** Ends an upload in parts to this path that is in the account, if there is one. */
    public void giveUp(String path) {
        Uploads.Begun begun = uploads.find(root(), path).orElse(null);
        String id = begun == null ? null : begun.uploadId();
        if (id != null) {
            abort(path, id);
            uploads.ended(root(), path);
        } else if (begun != null) {
            abortUnknown(path, begun.since());
        }
    }

    /** Ends uploads to exactly this path of which no id is known, since the answer to their beginning never came. */
    private void abortUnknown(String path, Instant since) {
        S3Url url = url(path);
        uploads(url).stream()
                .filter(upload -> upload.key().equals(url.key()))
                .filter(upload ->
                        upload.initiated() == null || !upload.initiated().isBefore(since.minus(CLOCKS)))
                .forEach(upload -> abort(path, upload.uploadId()));
    }

    /** Those in parts that have not ended; none where the server does not tell of them. */
    private List<MultipartUpload> uploads(S3Url url) {
        try {
            return raw(
                            url,
                            client -> client.listMultipartUploads(
                                    request -> request.bucket(bucket).prefix(url.key())))
                    .uploads();
        } catch (S3Exception e) {
            if (S3Failure.isUnknownRequest(e)) {
                return List.of();
            }
            throw S3Failure.ofStore(url, e);
        }
    }

    Optional<HeadObjectResponse> head(S3Url url) {
        try {
            return Optional.of(
                    raw(url, client -> client.headObject(b -> b.bucket(bucket).key(url.key()))));
        } catch (S3Exception e) {
            if (isNotThere(e)) {
                return Optional.empty();
            }
            throw S3Failure.ofStore(url, e);
        }
    }

    private static boolean isNotThere(S3Exception e) {
        return e.statusCode() == 404 && !"NoSuchBucket".equals(S3Failure.code(e));
    }

    /** A request that changes what is at a path. */
    @FunctionalInterface
    interface Guarded {
        void send(S3Client client, Guard guard);
    }

    /** Sends it on its condition; without, where the server does not know conditions. */
    void guarded(S3Url url, Guard guard, Guarded request) {
        boolean held = conditional;
        try {
            sent(url, held ? guard : Guard.NONE, request);
        } catch (S3Exception e) {
            if (held && isUnmet(e) && holds(url, guard)) {
                unquoted(url, guard, request);
                return;
            }
            if (!held || !S3Failure.isNotImplemented(e)) {
                throw e;
            }
            sent(url, Guard.NONE, request);
            conditional = false;
        }
    }

    /** Some servers compare ETags without their quotes, and some another ETag than they tell of what was sent in parts. */
    private void unquoted(S3Url url, Guard guard, Guarded request) {
        try {
            sent(url, guard.unquoted(), request);
        } catch (S3Exception e) {
            boolean refused = isUnmet(e) || e.statusCode() == 400 || S3Failure.isNotImplemented(e);
            if (!refused || !holds(url, guard)) {
                throw e;
            }
            LOG.debug("store.unconditional url={} etag={}", shown(url), guard.match());
            sent(url, Guard.NONE, request);
        }
    }

    private static boolean isUnmet(S3Exception e) {
        return e.statusCode() == 412;
    }

    /** Whether there still is what was looked at. */
    private boolean holds(S3Url url, Guard guard) {
        String match = guard.match();
        return match != null
                && head(url).map(HeadObjectResponse::eTag).filter(match::equals).isPresent();
    }

    private void sent(S3Url url, Guard guard, Guarded request) {
        raw(url, client -> {
            request.send(client, guard);
            return guard;
        });
    }

    <T> T ask(S3Url url, Function<S3Client, T> question) {
        try {
            return raw(url, question);
        } catch (S3Exception e) {
            throw S3Failure.ofStore(url, e);
        }
    }

    /**
     * As it comes.
     *
     * @throws S3Exception for an answer that is an error
     * @throws StoreBusy when there is no answer
     */
    <T> T raw(S3Url url, Function<S3Client, T> question) {
        try {
            return buckets.asked(url, question);
        } catch (TransientException e) {
            throw new StoreBusy(
                    String.valueOf(e.getMessage()), e, e.retryAfter().orElse(null));
        }
    }

    static String shown(S3Url url) {
        return S3Url.shown(url.toString());
    }
}
