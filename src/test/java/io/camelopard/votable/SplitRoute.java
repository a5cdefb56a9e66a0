package io.camelopard.votable;

import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;

/** A route in YAML that unmarshals a VOTable and splits it as a stream, in groups of rows; it counts them. */
public final class SplitRoute implements Closeable {
    private static final int GROUP = 250;
    private static final String YAML = """
            - route:
                id: split
                from:
                  uri: direct:split
                  steps:
                    - unmarshal: {custom: {ref: votable}}
                    - split:
                        expression: {method: {ref: groups, method: of}}
                        streaming: true
                        steps:
                          - bean: {ref: counter, method: count}
            """;

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final Counter counter = new Counter();

    private SplitRoute() throws Exception {
        context.setStreamCaching(false);
        context.getRegistry().bind("votable", new VotableDataFormat());
        context.getRegistry().bind("groups", new Groups());
        context.getRegistry().bind("counter", counter);
        PluginHelper.getRoutesLoader(context).loadRoutes(ResourceHelper.fromString("split.camel.yaml", YAML));
        context.start();
    }

    static SplitRoute start() throws Exception {
        return new SplitRoute();
    }

    long rows(Object body) throws Exception {
        counter.rows.set(0);
        context.createFluentProducerTemplate().withBody(body).to("direct:split").request();
        return counter.rows.get();
    }

    @Override
    public void close() throws IOException {
        context.close();
    }

    /** Makes groups of a reader's rows; as the flow does, it keeps asking the reader. */
    public static final class Groups {
        public Iterator<List<Row>> of(VotableReader reader) {
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return reader.hasNext();
                }

                @Override
                public List<Row> next() {
                    List<Row> group = new ArrayList<>(GROUP);
                    while (group.size() < GROUP && reader.hasNext()) {
                        group.add(reader.next());
                    }
                    return group;
                }
            };
        }
    }

    /** Counts rows. */
    public static final class Counter {
        private final AtomicLong rows = new AtomicLong();

        public void count(List<Row> group) {
            rows.addAndGet(group.size());
        }
    }

    /** In a JVM of its own: makes a file of so many rows, splits it, prints how many came. */
    public static void main(String[] args) throws Exception {
        long rows = Long.parseLong(args[0]);
        Path file = Path.of(args[1]);
        try (InputStream in = new Generated(rows)) {
            Files.copy(in, file);
        }
        try (SplitRoute route = start()) {
            File body = file.toFile();
            System.out.println("mb=" + Files.size(file) / 1_000_000 + " rows=" + route.rows(body));
        }
    }
}
