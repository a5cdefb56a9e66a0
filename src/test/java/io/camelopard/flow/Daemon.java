package io.camelopard.flow;

import io.camelopard.cli.demo.DemoArchive;
import io.camelopard.ledger.Run;
import java.io.Closeable;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** A Camelopard in this process for tests, with its own folders and, where wanted, the demo archive. */
final class Daemon implements Closeable {
    static final Path BASE = Path.of("").toAbsolutePath();
    static final String HARVEST = "nustar-3c105";
    private static final MBeanServer JMX = ManagementFactory.getPlatformMBeanServer();

    final Path home;
    final Camelopard camelopard;
    private final Closeable archive;

    private Daemon(Path home, Camelopard camelopard, Closeable archive) {
        this.home = home;
        this.camelopard = camelopard;
        this.archive = archive;
    }

    /** A daemon with the shipped harvest, which leads to the demo archive. */
    static Daemon withDemo(Path folder, Map<String, String> set) throws IOException {
        DemoArchive archive = DemoArchive.start();
        Map<String, String> all = new HashMap<>(archive.settings());
        all.putAll(set);
        Files.createDirectories(folder.resolve("config/harvests"));
        Files.copy(
                BASE.resolve("config/harvests/" + HARVEST + ".yaml"),
                folder.resolve("config/harvests/" + HARVEST + ".yaml"),
                StandardCopyOption.REPLACE_EXISTING);
        return new Daemon(folder.resolve("home"), start(BASE, folder, all, Camelopard.Role.DAEMON), archive);
    }

    /** One that knows no archive, with the routes of a base folder. */
    static Daemon of(Path base, Path folder, Map<String, String> set, Camelopard.Role role) {
        return new Daemon(folder.resolve("home"), start(base, folder, set, role), () -> {});
    }

    private static Camelopard start(Path base, Path folder, Map<String, String> set, Camelopard.Role role) {
        Map<String, String> all = new HashMap<>(Map.of(
                "camelopard.inbox.settle", "100ms",
                "camelopard.inbox.poll", "50ms",
                "camelopard.schedule.poll", "100ms",
                "camelopard.network.allow", "127.0.0.0/8"));
        all.putAll(set);
        return Camelopard.start(Settings.load(base, folder.resolve("config"), folder.resolve("home"), all), role);
    }

    /** Puts a file into the drop folder as a careful writer does. */
    void drop(String name, String content) throws IOException {
        Path inbox = home.resolve("inbox");
        Path part = inbox.resolve(name + ".part");
        Files.writeString(part, content);
        Files.move(part, inbox.resolve(name));
    }

    List<Run> runs() {
        return camelopard.ledger().runs().list(null, 1000);
    }

    /** Sends a text to an endpoint. */
    void send(String uri, String body) throws JMException {
        JMX.invoke(one("org.apache.camel:type=context,*"), "sendStringBody", new Object[] {uri, body}, new String[] {
            String.class.getName(), String.class.getName()
        });
    }

    /** The states of all routes by id. */
    static Map<String, String> routes() throws JMException {
        Map<String, String> states = new HashMap<>();
        for (ObjectName route : JMX.queryNames(new ObjectName("org.apache.camel:type=routes,*"), null)) {
            states.put((String) JMX.getAttribute(route, "RouteId"), (String) JMX.getAttribute(route, "State"));
        }
        return states;
    }

    private static ObjectName one(String pattern) throws JMException {
        Set<ObjectName> names = JMX.queryNames(new ObjectName(pattern), null);
        return names.iterator().next();
    }

    static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(50));
    }

    @Override
    public void close() throws IOException {
        try {
            camelopard.close();
        } finally {
            archive.close();
        }
    }
}
