package io.camelopard.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.camelopard.FinalException;
import io.camelopard.MisuseException;
import io.camelopard.TransientException;
import io.camelopard.testing.S3Server;
import io.camelopard.testing.StrictS3;
import io.camelopard.testing.StrictS3.Refusal;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiPredicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/** An S3 server that fails in the middle of things, or says that it has what it has not. */
class BucketFaultsTest {
    private static final String BUCKET = "products";
    private static final byte[] LONG = StoreContract.bytes(StoreContract.LONG);

    @TempDir
    Path folder;

    private final UploadNotes notes = new UploadNotes();
    private S3Server server;
    private StrictS3 strict;
    private Buckets buckets;
    private Staging staging;
    private BucketStore store;

    @BeforeEach
    void start() {
        server = S3Server.onDisk(folder.resolve("s3")).bucket(BUCKET);
        strict = StrictS3.withConditions(server);
        buckets = BucketStoreTest.buckets(strict.endpoint());
        store = buckets.store(BUCKET, notes, BucketStoreTest.PART);
        staging = Staging.at(folder.resolve("staging"), folder.resolve("store"));
    }

    @AfterEach
    void stop() {
        buckets.close();
        strict.close();
        server.close();
    }

    private Received publish(byte[] content, String path, boolean replace) {
        try (Staged staged = staging.open(path)) {
            Received received = staged.receive(new ByteArrayInputStream(content), null, content.length + 1L);
            store.publish(staged, path, received, StoreContract.ABOUT, replace);
            return received;
        }
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private List<String> parts() {
        return strict.requests("PUT").stream()
                .map(request -> request.target().replaceFirst(".*partNumber=([0-9]+).*", "$1"))
                .toList();
    }

    /** Two parts of three are there, and the third is refused. */
    private void breakOff() {
        strict.refuse(request -> request.target().contains("partNumber=3") ? new Refusal(500, "InternalError") : null);
        assertThatThrownBy(() -> publish(LONG, "x", false)).isInstanceOf(TransientException.class);
    }

    @Test
    void goesOnWithABrokenUpload() {
        strict.refuse(request -> request.target().contains("partNumber=3") ? new Refusal(500, "InternalError") : null);

        assertThatThrownBy(() -> publish(LONG, "x", false))
                .isInstanceOf(TransientException.class)
                .isNotInstanceOf(StoreBusy.class)
                .hasMessageContaining("status 500, InternalError");
        assertThat(server.store().blobExists(BUCKET, "x")).isFalse();
        strict.refuse(request -> null);
        Received received = publish(LONG, "x", false);

        assertThat(parts()).containsExactly("1", "2", "3", "3");
        assertThat(store.read("x")).contains(received);
        assertThat(server.store().listMultipartUploads(BUCKET)).isEmpty();
        assertThat(notes.isEmpty()).isTrue();
    }

    @Test
    void copiesInPartsWhatIsTooLongForOneRequest() {
        Received received = publish(LONG, "x", false);
        ObjectCopy copy = new ObjectCopy(store, notes, LONG.length - 1, BucketStoreTest.PART);
        strict.refuse(request -> request.target().contains("partNumber=2") ? new Refusal(500, "InternalError") : null);
        assertThatThrownBy(() -> copy.make(store.url("x"), store.url("x.1"), received))
                .isInstanceOf(TransientException.class);
        assertThat(server.store().blobExists(BUCKET, "x.1")).isFalse();
        strict.refuse(request -> null);

        copy.make(store.url("x"), store.url("x.1"), received);

        assertThat(store.read("x.1")).contains(received);
        HeadObjectResponse kept = server.store().blobMetadata(BUCKET, "x.1");
        assertThat(kept.metadata()).isEqualTo(StoreContract.ABOUT.metadata(received.sha256()));
        assertThat(kept.contentType()).isEqualTo(StoreContract.ABOUT.contentType());
        assertThat(store.read("x")).contains(received);
        assertThat(server.store().listMultipartUploads(BUCKET)).isEmpty();
        assertThat(notes.isEmpty()).isTrue();
    }

    @Test
    void looksAtWhatBecameOfACopy() {
        Received received = publish(LONG, "x", false);
        strict.sayOnHead("Content-Length", "5");
        ObjectCopy copy = new ObjectCopy(store, notes);
        assertThatThrownBy(() -> copy.make(store.url("x"), store.url("x.1"), received))
                .isInstanceOf(TransientException.class)
                .hasMessageContaining("s3://products/x.1 is not the whole of what was to be copied there");
        assertThat(server.store().blobExists(BUCKET, "x.1")).isFalse();
        assertThat(server.store().blobExists(BUCKET, "x")).isTrue();
    }

    @Test
    void copiesNothingThatChangesMeanwhile() {
        Received received = publish(LONG, "x", false);
        ObjectCopy copy = new ObjectCopy(store, notes, LONG.length - 1, BucketStoreTest.PART);
        strict.refuse(request -> {
            if (request.target().contains("partNumber=3")) {
                server.put(BUCKET, "x", StoreContract.bytes(LONG.length + 1));
            }
            return null;
        });

        for (int again = 0; again < 2; again++) {
            assertThatThrownBy(() -> copy.make(store.url("x"), store.url("x.1"), received))
                    .isInstanceOf(TransientException.class)
                    .hasMessage("s3://products/x has changed while it was copied");
        }
        assertThat(server.store().blobExists(BUCKET, "x.1")).isFalse();
    }

    @Test
    void givesUpABrokenUploadOfOtherBytes() {
        breakOff();
        strict.refuse(request -> null);
        byte[] other = StoreContract.bytes(StoreContract.LONG + 1);

        Received received = publish(other, "x", false);

        assertThat(store.read("x")).contains(received);
        assertThat(server.store().listMultipartUploads(BUCKET)).isEmpty();
        assertThat(notes.isEmpty()).isTrue();
    }

    @Test
    void beginsAnewWhereTheServerHasForgottenTheUpload() {
        breakOff();
        strict.refuse(
                request -> request.method().equals("GET") && request.target().contains("uploadId=")
                        ? new Refusal(404, "NoSuchUpload")
                        : null);

        Received received = publish(LONG, "x", false);

        assertThat(parts()).containsExactly("1", "2", "3", "1", "2", "3");
        assertThat(store.read("x")).contains(received);
        assertThat(notes.isEmpty()).isTrue();
    }

    /** Some servers tell neither what there is of an upload nor which uploads there are, and cannot end one. */
    @ParameterizedTest
    @CsvSource({"405, MethodNotAllowed", "501, NotImplemented"})
    void beginsAnewAtAServerThatDoesNotTellOfUploads(int status, String code) {
        breakOff();
        strict.refuse(request -> List.of("GET", "DELETE").contains(request.method())
                        && request.target().contains("upload")
                ? new Refusal(status, code)
                : null);

        Received received = publish(LONG, "x", false);

        assertThat(parts()).containsExactly("1", "2", "3", "1", "2", "3");
        assertThat(store.read("x")).contains(received);
        assertThat(notes.isEmpty()).isTrue();
    }

    @Test
    void storesAtAServerThatDoesNotTellOfUploadsThatNobodyKnowsTheNameOf() {
        strict.lose(request -> request.target().contains("uploads"));
        assertThatThrownBy(() -> publish(LONG, "x", false)).isInstanceOf(StoreBusy.class);
        strict.lose(request -> false);
        strict.refuse(
                request -> request.method().equals("GET") && request.target().contains("uploads")
                        ? new Refusal(405, "MethodNotAllowed")
                        : null);

        Received received = publish(LONG, "x", false);

        assertThat(store.read("x")).contains(received);
        assertThat(notes.isEmpty()).isTrue();
    }

    /** It may be there, and is not overwritten without looking: only what the server does not know is left out. */
    @Test
    void keepsItsConditionWhereAPutIsNotAllowed() {
        strict.refuse(request -> request.method().equals("PUT") ? new Refusal(405, "MethodNotAllowed") : null);

        assertThatThrownBy(() -> publish(text("one"), "x", false))
                .isInstanceOf(FinalException.class)
                .hasMessageContaining("status 405, MethodNotAllowed");

        assertThat(strict.requests("PUT")).hasSize(1);
    }

    /** The server has done it, and nobody knows. */
    @ParameterizedTest
    @CsvSource({"POST, uploadId=", "PUT, partNumber=3", "POST, uploads"})
    void asksAgainWhereAnAnswerIsLost(String method, String query) {
        AtomicInteger lost = new AtomicInteger();
        strict.lose(request ->
                request.method().equals(method) && request.target().contains(query) && lost.getAndIncrement() == 0);

        assertThatThrownBy(() -> publish(LONG, "x", false)).isInstanceOf(StoreBusy.class);
        Received received = publish(LONG, "x", false);

        assertThat(store.read("x")).contains(received);
        assertThat(notes.isEmpty()).isTrue();
    }

    @Test
    void takesTheObjectOfALostAnswerForItsOwn() {
        AtomicInteger lost = new AtomicInteger();
        strict.lose(request -> request.method().equals("PUT") && lost.getAndIncrement() == 0);

        assertThatThrownBy(() -> publish(text("one"), "x", false)).isInstanceOf(StoreBusy.class);
        publish(text("one"), "x", false);

        assertThat(strict.requests("PUT")).hasSize(1);
    }

    /** S3's own ETag of an upload in parts is made of theirs, that of other servers is the MD5 of the whole, or any. */
    @ParameterizedTest
    @ValueSource(strings = {"0123456789abcdef0123456789abcdef", "0123456789abcdef0123456789abcdef-7"})
    void readsWhatHasAnotherETagThanS3Makes(String etag) {
        strict.sayOnHead("ETag", '"' + etag + '"');

        Received received = publish(LONG, "x", false);

        assertThat(store.read("x")).contains(received);
        assertThat(parts()).containsExactly("1", "2", "3");
        assertThat(notes.isEmpty()).isTrue();
    }

    @Test
    void throwsAwayWhatHasAnotherETagAndOtherBytes() {
        byte[] other = LONG.clone();
        other[0]++;
        strict.sayOnHead("ETag", "\"0123456789abcdef0123456789abcdef\"");
        strict.refuse(request -> {
            if (request.method().equals("GET") && request.target().endsWith("/x")) {
                server.put(BUCKET, "x", other);
            }
            return null;
        });

        assertThatThrownBy(() -> publish(LONG, "x", false))
                .isInstanceOf(TransientException.class)
                .hasMessageContaining("s3://products/x has ETag 0123456789abcdef0123456789abcdef, expected ")
                .hasMessageEndingWith("after it was stored");
        assertThat(server.store().blobExists(BUCKET, "x")).isFalse();
    }

    /** RELIABILITY F7: what is wrong with an object is seen, and nobody else sees the object. */
    @ParameterizedTest
    @CsvSource({
        "Content-Encoding, aws-chunked, has Content-Encoding aws-chunked",
        "ETag, \"00000000000000000000000000000000\", has ETag 00000000000000000000000000000000",
        "Content-Length, 2, has 2 of 3 bytes",
    })
    void throwsAwayWhatIsNotWhatWasSent(String header, String value, String what) {
        strict.sayOnHead(header, value);

        assertThatThrownBy(() -> publish(text("one"), "x", false))
                .isInstanceOf(TransientException.class)
                .hasMessageContaining("s3://products/x " + what)
                .hasMessageEndingWith("after it was stored");
        assertThat(server.store().blobExists(BUCKET, "x")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "403, QuotaExceeded",
        "507, InsufficientStorage",
        "507, XMinioStorageFull",
        "503, SlowDown",
        "503, ServiceUnavailable",
    })
    void takesAFullServerForBusy(int status, String code) {
        strict.refuse(request -> request.method().equals("PUT") ? new Refusal(status, code) : null);

        assertThatThrownBy(() -> publish(text("one"), "x", false))
                .isInstanceOfSatisfying(
                        StoreBusy.class, busy -> assertThat(busy.retryAfter()).isPresent())
                .hasMessage("s3://products/x: status %d, %s".formatted(status, code));
    }

    @Test
    void takesAServerThatIsAwayForBusy() {
        strict.close();

        assertThatThrownBy(() -> publish(text("one"), "x", false)).isInstanceOf(StoreBusy.class);
    }

    /** An answer that takes long is begun before its end is known. */
    @ParameterizedTest
    @CsvSource({"POST, uploadId=", "PUT, partNumber=2"})
    void takesAFailureForPassingThatComesWithStatus200(String method, String query) {
        Received received = publish(LONG, "x", false);
        ObjectCopy copy = new ObjectCopy(store, notes, LONG.length - 1, BucketStoreTest.PART);
        strict.refuse(
                request -> request.method().equals(method) && request.target().contains(query)
                        ? new Refusal(200, "InternalError")
                        : null);

        assertThatThrownBy(() -> copy.make(store.url("x"), store.url("x.1"), received))
                .isInstanceOf(TransientException.class)
                .hasMessageContaining("InternalError");
        assertThat(server.store().blobExists(BUCKET, "x.1")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"403, AccessDenied", "403, SignatureDoesNotMatch", "401, Unauthorized", "404, NoSuchBucket"})
    void saysThatItIsNotLetIn(int status, String code) {
        strict.refuse(request -> request.method().equals("PUT") ? new Refusal(status, code) : null);

        assertThatThrownBy(() -> publish(text("one"), "x", false))
                .isInstanceOf(MisuseException.class)
                .hasMessageStartingWith("s3://products/x: status %d, %s; ".formatted(status, code));
    }

    /** Between the look and the write. */
    @Test
    void doesNotOverwriteWhatSomebodyElseHasJustWritten() {
        strict.refuse(request -> {
            if (request.method().equals("PUT") && !server.store().blobExists(BUCKET, "x")) {
                server.put(BUCKET, "x", text("other"));
                return new Refusal(412, "PreconditionFailed");
            }
            return null;
        });

        assertThatThrownBy(() -> publish(text("one"), "x", false))
                .isInstanceOf(FinalException.class)
                .hasMessage("s3://products/x was written by somebody else meanwhile; it is not overwritten");
        assertThat(store.read("x")).contains(new Received(5, Digests.sha256("other")));
    }

    /** As Ceph's gateway does, which tells it in quotes. */
    @ParameterizedTest
    @ValueSource(ints = {3, StoreContract.LONG})
    void replacesWhereETagsAreComparedWithoutTheirQuotes(int bytes) {
        replace(bytes, String::equals);

        assertThat(writes()).isEqualTo(1 + 2);
    }

    /** As Swift does with what was sent in parts: it tells another ETag than it compares. */
    @ParameterizedTest
    @ValueSource(ints = {3, StoreContract.LONG})
    void replacesWhereAnotherETagIsComparedThanTold(int bytes) {
        replace(bytes, (etag, match) -> false);

        assertThat(writes()).isEqualTo(1 + 3);
    }

    @Test
    void replacesWhereAnETagHasToHaveQuotesAndAnotherIsComparedThanTold() {
        publish(text("one"), "x", false);
        Iterator<Refusal> refusals = List.of(
                        new Refusal(412, "PreconditionFailed"), new Refusal(400, "InvalidArgument"))
                .iterator();
        strict.refuse(request -> request.method().equals("PUT") && refusals.hasNext() ? refusals.next() : null);

        Received received = publish(text("two"), "x", true);

        assertThat(store.read("x")).contains(received);
    }

    private void replace(int bytes, BiPredicate<String, String> matching) {
        publish(text("one"), "x", false);
        strict.match(matching);

        Received received = publish(StoreContract.bytes(bytes), "x", true);

        assertThat(store.read("x")).contains(received);
        assertThat(notes.isEmpty()).isTrue();
    }

    /** Requests that put an object in its place. */
    private long writes() {
        return Stream.of("PUT", "POST")
                .flatMap(method -> strict.requests(method).stream())
                .filter(request -> request.target().matches("/products/x([?]uploadId=[^&]+)?"))
                .count();
    }

    @Test
    void overwritesNothingThatHasAnotherETagAfterARefusal() {
        publish(text("one"), "x", false);
        strict.match((etag, match) -> {
            server.put(BUCKET, "x", text("other"));
            return false;
        });

        assertThatThrownBy(() -> publish(text("two"), "x", true))
                .isInstanceOf(TransientException.class)
                .hasMessage("s3://products/x was written by somebody else meanwhile");
        assertThat(store.read("x")).contains(new Received(5, Digests.sha256("other")));
        assertThat(strict.requests("PUT")).hasSize(2);
    }

    @Test
    void asksOnceForWhatAServerDoesNotKnow() {
        try (StrictS3 without = StrictS3.withoutConditions(server);
                Buckets own = BucketStoreTest.buckets(without.endpoint())) {
            store = own.store(BUCKET, notes, BucketStoreTest.PART);
            publish(text("one"), "x", false);
            publish(text("two"), "y", false);

            assertThat(without.requests("PUT")).hasSize(3);
        }
    }

    @Test
    void describesInAscii() {
        About about = new About(
                "https://me:pass@example.org/Ωμέγα/x y%20z?token=s3cret", "ivo://x/" + "é".repeat(1000), null);

        assertThat(about.metadata("00"))
                .allSatisfy((name, value) ->
                        assertThat(name + value).matches("[!-~]+").doesNotContain("s3cret", "pass"));
        assertThat(about.metadata("0".repeat(64)).entrySet().stream()
                        .mapToInt(entry -> "x-amz-meta-".length()
                                + entry.getKey().length()
                                + entry.getValue().length())
                        .sum())
                .isLessThanOrEqualTo(1024);
    }
}
