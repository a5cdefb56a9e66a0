package io.camelopard.cli;

import io.camelopard.testing.S3Server;
import io.camelopard.testing.TestContent;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.S3Object;

/** A bucket of a server in this process. */
final class SoakBucket implements SoakStore {
    private static final String BUCKET = "soak";
    private static final Pattern OWN = Pattern.compile("-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$");

    private final S3Server server;
    private final Map<String, String> etags = new HashMap<>();
    private final Map<String, String> digests = new HashMap<>();

    SoakBucket(Path folder) {
        this.server = S3Server.onDisk(folder).bucket(BUCKET);
    }

    @Override
    public String name() {
        return "s3";
    }

    @Override
    public String to(String folder) {
        return "s3://" + BUCKET + "/" + folder;
    }

    @Override
    public List<String> settings() {
        return List.of("camelopard.s3.endpoint=" + server.endpoint(), "camelopard.s3.pathStyle=true");
    }

    @Override
    public synchronized Map<String, String> look() {
        ListObjectsV2Request next =
                ListObjectsV2Request.builder().bucket(BUCKET).build();
        while (next != null) {
            ListObjectsV2Response page = server.store().list(next);
            page.contents().forEach(this::look);
            next = Boolean.TRUE.equals(page.isTruncated())
                    ? next.toBuilder()
                            .continuationToken(page.nextContinuationToken())
                            .build()
                    : null;
        }
        return Map.copyOf(digests);
    }

    private void look(S3Object object) {
        // This server writes an object under a name of its own, moves it, and then writes what it knows of it.
        boolean unfinished = object.eTag() == null || OWN.matcher(object.key()).find();
        if (unfinished || object.eTag().equals(etags.get(object.key()))) {
            return;
        }
        try (InputStream in = server.store().getBlob(BUCKET, object.key())) {
            digests.put(object.key(), TestContent.sha256(in.readAllBytes()));
            etags.put(object.key(), object.eTag());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public List<String> unfinished() {
        return server.store().listMultipartUploads(BUCKET).stream()
                .map(MultipartUpload::key)
                .toList();
    }

    @Override
    public void close() {
        server.close();
    }
}
