package io.camelopard.cli.demo;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** The archive's public directories below {@code /FTP}: files, listings, and one file that is busy at first. */
final class FileTree {
    static final String ROOT = "/FTP";
    private static final String BUSY_AT_FIRST = "60061044002/event_cl/nu60061044002A01_cl.evt.gz";

    private final NavigableMap<String, DemoFile> files = new TreeMap<>();
    private final AtomicBoolean busy = new AtomicBoolean(true);

    FileTree() {
        Observation.all().stream().filter(Observation::isPublic).forEach(each -> DemoFile.of(each)
                .forEach(file -> files.put(each.folder().replace("//", "/") + file.path(), file)));
    }

    Reply answer(Call call) {
        String path = call.path();
        DemoFile file = files.get(path);
        if (file != null) {
            return path.endsWith(BUSY_AT_FIRST) && busy.getAndSet(false) ? unavailable() : FileReply.of(file, call);
        }
        String folder = path.endsWith("/") ? path : path + "/";
        Map<String, DemoFile> below = below(folder);
        if (below.isEmpty()) {
            return Frontdoor.notFound();
        }
        return path.equals(folder) ? Reply.html(200, Listing.of(folder, below)) : moved(folder);
    }

    private NavigableMap<String, DemoFile> below(String folder) {
        return files.subMap(folder, true, folder + Character.MAX_VALUE, false);
    }

    private static Reply unavailable() {
        return Reply.page(503, "Service Unavailable", "The server is temporarily unable to service your request.")
                .with("Retry-After", "1");
    }

    private static Reply moved(String folder) {
        return Reply.page(301, "Moved Permanently", "The document has moved.").with("Location", folder);
    }
}
