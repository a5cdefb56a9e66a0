package io.camelopard.cli;

import io.camelopard.testing.MisbehavingServer;
import io.camelopard.testing.Resource;
import io.camelopard.testing.TestContent;
import java.io.Closeable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * FITS files in folders and behind DataLink, on four hosts, at which much goes wrong and which change between two requests.
 * Each version is like itself in every answer, and none is forgotten, so that a file that was made of two is known from one
 * that is merely old. What goes wrong with a file, and when, is drawn from a seed.
 */
final class RoughArchive implements Closeable {
    private static final List<String> HOSTS = List.of("127.0.0.1", "127.0.0.2", "127.0.0.3", "127.0.0.4");
    private static final int GROUP = 10;
    private static final double FAULTS = 0.35;
    private static final double CHANGES = 0.05;
    private static final int KINDS = 17;

    private final long seed;
    private final List<MisbehavingServer> hosts =
            HOSTS.stream().map(MisbehavingServer::start).toList();
    private final Map<String, RoughFile> files = new TreeMap<>();
    private final List<String> folders = new ArrayList<>();
    private final List<String> links = new ArrayList<>();
    private final AtomicLong faults = new AtomicLong();
    private volatile boolean calm;

    RoughArchive(long seed, int products) {
        this.seed = seed;
        for (int group = 0; group * GROUP < products; group++) {
            MisbehavingServer host = hosts.get(group / 2 % hosts.size());
            List<RoughFile> some = new ArrayList<>();
            for (int i = group * GROUP; i < Math.min(products, (group + 1) * GROUP); i++) {
                some.add(new RoughFile("f%05d.fits".formatted(i)));
            }
            (group % 2 == 0 ? folders : links).add(serve(host, group, some));
        }
    }

    private String serve(MisbehavingServer host, int group, List<RoughFile> some) {
        boolean folder = group % 2 == 0;
        String path = folder ? "/g%03d/".formatted(group) : "/links/%03d".formatted(group);
        for (RoughFile file : some) {
            files.put(file.name, file);
            host.serve("/g%03d/%s".formatted(group, file.name))
                    .type("application/fits")
                    .eachTime(file::way);
        }
        Random random = new Random(seed ^ group);
        host.serve(path)
                .type(folder ? "text/html" : "application/x-votable+xml;content=datalink")
                .eachTime(() -> {
                    String text = folder ? listing(path, some) : datalink(host, group, some);
                    UnaryOperator<Resource> said = r -> r.content(text.getBytes(StandardCharsets.UTF_8));
                    return spoilt(random, said, r -> interrupted(random, r, text.length()));
                });
        return host.url(path);
    }

    private static String listing(String path, List<RoughFile> files) {
        return files.stream()
                .map(file ->
                        "<a href=\"%s\">%s</a>  2024-01-01 00:00   %d\n".formatted(file.name, file.name, file.length()))
                .collect(Collectors.joining(
                        "",
                        "<html><head><title>Index of %s</title></head><body><h1>Index of %s</h1><pre>"
                                .formatted(path, path),
                        "</pre></body></html>"));
    }

    private static String datalink(MisbehavingServer host, int group, List<RoughFile> files) {
        return files.stream()
                .map(file -> "<TR><TD>x</TD><TD>%s</TD><TD/><TD/><TD>#this</TD></TR>"
                        .formatted(host.url("/g%03d/%s".formatted(group, file.name))))
                .collect(Collectors.joining("\n", """
                        <VOTABLE version="1.3"><RESOURCE type="results"><INFO name="QUERY_STATUS" value="OK"/><TABLE>
                        <FIELD name="ID" datatype="char" arraysize="*"/>
                        <FIELD name="access_url" datatype="char" arraysize="*"/>
                        <FIELD name="service_def" datatype="char" arraysize="*"/>
                        <FIELD name="error_message" datatype="char" arraysize="*"/>
                        <FIELD name="semantics" datatype="char" arraysize="*"/><DATA><TABLEDATA>
                        """, "</TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>"));
    }

    /** URLs of folders. */
    List<String> folders() {
        return folders;
    }

    /** URLs of DataLink answers. */
    List<String> links() {
        return links;
    }

    /** The names of all files; each is there once. */
    Set<String> names() {
        return files.keySet();
    }

    /** Whether a file of this name ever had these bytes. */
    boolean had(String name, String sha256) {
        RoughFile file = files.get(name);
        return file != null && file.versions.contains(sha256);
    }

    /** From now on nothing goes wrong and nothing changes. */
    void calm() {
        calm = true;
    }

    long requests() {
        return hosts.stream().mapToLong(host -> host.requests().size()).sum();
    }

    long faults() {
        return faults.get();
    }

    long versions() {
        return files.values().stream().mapToLong(file -> file.versions.size()).sum();
    }

    @Override
    public void close() {
        hosts.forEach(MisbehavingServer::close);
    }

    private UnaryOperator<Resource> spoilt(Random random, UnaryOperator<Resource> good, UnaryOperator<Resource> wrong) {
        if (calm || random.nextDouble() >= FAULTS) {
            return good;
        }
        faults.incrementAndGet();
        return resource -> wrong.apply(good.apply(resource));
    }

    /** What may happen to any answer and is seen by whoever reads it. */
    private static Resource interrupted(Random random, Resource resource, int length) {
        int at = random.nextInt(length);
        return switch (random.nextInt(9)) {
            case 0, 1 -> resource.thenCloseAfter(at);
            case 2 -> resource.thenResetAfter(at);
            case 3 -> resource.thenStallAfter(at);
            case 4 -> resource.status(429).retryAfter(1);
            case 5 -> resource.status(503).retryAfter(1);
            case 6 -> resource.status(500).html();
            case 7 -> resource.chunkedWithoutEnd();
            default -> resource.closeWithoutAnswer();
        };
    }

    /** One file, and the digests of all that it ever was. */
    private final class RoughFile {
        private final String name;
        private final Random random;
        private final Set<String> versions = ConcurrentHashMap.newKeySet();
        private int version;

        RoughFile(String name) {
            this.name = name;
            this.random = new Random(seed * 31 + name.hashCode());
            change();
        }

        private void change() {
            version++;
            versions.add(TestContent.sha256(content()));
        }

        synchronized int length() {
            return content().length;
        }

        private byte[] content() {
            Random own = new Random(seed ^ (name + version).hashCode());
            int length = 5760 + 2880 * own.nextInt(own.nextInt(50) == 0 ? 1000 : 50);
            byte[] content = TestContent.fits(length);
            byte[] data = TestContent.bytes(own.nextLong(), 0, length - 2880);
            System.arraycopy(data, 0, content, 2880, data.length);
            return content;
        }

        /** How the next request is answered. */
        synchronized UnaryOperator<Resource> way() {
            if (!calm && random.nextDouble() < CHANGES) {
                change();
            }
            byte[] content = content();
            String tag = name + "-v" + version;
            String digest = TestContent.reprDigest(content);
            UnaryOperator<Resource> good = resource -> resource.version(content, tag);
            return spoilt(random, good, r -> ranges(wrong(r, content.length, digest)));
        }

        private Resource wrong(Resource resource, int length, String digest) {
            int at = random.nextInt(length);
            return switch (random.nextInt(KINDS)) {
                case 0 -> resource.html();
                case 1 -> resource.lengthOffBy(-1 - at);
                case 2 -> resource.lengthOffBy(100);
                case 3 -> resource.noLength().thenCloseAfter(at);
                case 4 -> resource.gzipped();
                case 5 -> resource.amissHeader("Repr-Digest", digest).flipBitAt(at);
                case 6 -> resource.resetWithoutAnswer();
                default -> interrupted(random, resource, length);
            };
        }

        private Resource ranges(Resource resource) {
            return switch (random.nextInt(10)) {
                case 0 -> resource.ignoreRanges();
                case 1 -> resource.ignoreIfRange();
                case 2 -> resource.ignoreIfRange().without("ETag");
                case 3 -> resource.rangeEarlyBy(512);
                case 4 -> resource.rangeShortBy(512);
                case 5 -> resource.rangeTotalOffBy(2880);
                case 6 -> resource.rangeOfStart();
                default -> resource;
            };
        }
    }
}
