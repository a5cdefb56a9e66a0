package io.camelopard.cli;

import io.camelopard.testing.MisbehavingServer;
import io.camelopard.testing.Resource;
import io.camelopard.testing.TestContent;
import java.io.Closeable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A number of small FITS files, all different, with an ETag each. */
final class SmallArchive implements Closeable {
    static final int LENGTH = 28_800;

    final MisbehavingServer server = MisbehavingServer.start();
    private final List<String> urls = new ArrayList<>();
    private final Map<String, String> truth = new TreeMap<>();

    SmallArchive(int files) {
        this(files, Long.MAX_VALUE);
    }

    /** @param speed of each transfer, in bytes per second */
    SmallArchive(int files, long speed) {
        for (int i = 0; i < files; i++) {
            String name = "x%04d.fits".formatted(i);
            Resource file = server.serve("/" + name).bytes(content(i)).etag(name);
            file.drip(speed);
            urls.add(server.url("/" + name));
            truth.put("out/" + name, file.sha256());
        }
    }

    /** Every file is another version from now on. */
    void change() {
        for (int i = 0; i < urls.size(); i++) {
            String name = "x%04d.fits".formatted(i);
            Resource file =
                    server.serve("/" + name).bytes(content(i + urls.size())).etag(name + "b");
            truth.put("out/" + name, file.sha256());
        }
    }

    static byte[] content(int seed) {
        byte[] content = TestContent.fits(LENGTH);
        byte[] data = TestContent.bytes(seed, 0, LENGTH - 2880);
        System.arraycopy(data, 0, content, 2880, data.length);
        return content;
    }

    List<String> urls() {
        return urls;
    }

    /** The SHA-256 of the files by their paths below the store. */
    Map<String, String> truth() {
        return truth;
    }

    int requests() {
        return server.requests().size();
    }

    @Override
    public void close() {
        server.close();
    }
}
