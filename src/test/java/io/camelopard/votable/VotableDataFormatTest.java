package io.camelopard.votable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.camelopard.FinalException;
import io.camelopard.MisuseException;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The data format as an operator writes it: in YAML, with a streaming split behind it. */
@Timeout(120)
class VotableDataFormatTest {
    private static final String ROUTES = """
            - route:
                id: rows
                from:
                  uri: direct:rows
                  steps:
                    - unmarshal: {custom: {ref: votable}}
                    - split:
                        simple: "${body}"
                        streaming: true
                        stopOnException: true
                        steps:
                          - bean: {ref: seen, method: see}
            - route:
                id: files
                from:
                  uri: "file:%s?noop=true&initialDelay=0"
                  steps:
                    - to: direct:rows
            - route:
                id: write
                from:
                  uri: direct:write
                  steps:
                    - marshal: {custom: {ref: votable}}
            """;
    private static final String FIELD = "<FIELD name=\"s_ra\" datatype=\"double\"/>";

    @TempDir
    private Path folder;

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final Seen seen = new Seen();

    /** What the split gave. */
    public static final class Seen {
        private final List<Row> rows = new ArrayList<>();
        private long count;

        public void see(Exchange exchange) {
            Row row = exchange.getMessage().getBody(Row.class);
            if (count++ < 10) {
                rows.add(row);
            }
            if (Boolean.TRUE.equals(exchange.getMessage().getHeader("fail"))) {
                throw new IllegalStateException("enough");
            }
        }
    }

    @BeforeEach
    void start() throws Exception {
        context.getRegistry().bind("votable", new VotableDataFormat());
        context.getRegistry().bind("seen", seen);
        PluginHelper.getRoutesLoader(context)
                .loadRoutes(ResourceHelper.fromString("rows.camel.yaml", ROUTES.formatted(folder)));
        context.setStreamCaching(false); // as the program runs; else Camel would keep the whole document
        context.start();
    }

    @AfterEach
    void stop() {
        context.stop();
        assertThat(context.isStopped()).isTrue();
    }

    private Object send(Object body) {
        return context.createProducerTemplate().requestBody("direct:rows", body);
    }

    @Test
    void splitsWhateverTheBodyIs() throws Exception {
        String document = Documents.table(FIELD, "<TR><TD>1.5</TD></TR><TR><TD/></TR>");
        byte[] bytes = document.getBytes(StandardCharsets.UTF_8);
        Path file = Files.createTempFile("votable", ".vot");
        Files.write(file, bytes);
        for (Object body : List.of(document, bytes, new ByteArrayInputStream(bytes), file, file.toFile())) {
            seen.rows.clear();
            seen.count = 0;
            send(body);
            assertThat(seen.rows).extracting(row -> row.get("S_RA")).containsExactly(1.5, null);
        }
        Files.delete(file);
        assertNoThreads();
    }

    @Test
    void splitsTheFileOfAFileEndpoint() throws Exception {
        Files.write(
                folder.resolve(".rows.tmp"),
                Samples.named("scs/heasarc-numaster-3c105.reconstructed.vot").bytes());
        Files.move(folder.resolve(".rows.tmp"), folder.resolve("rows.vot"));
        await().untilAsserted(() -> assertThat(seen.count).isEqualTo(5));
    }

    @Test
    void splitsAStream() {
        send(new Generated(40_000));
        assertThat(seen.count).isEqualTo(40_000);
        assertNoThreads();
    }

    @Test
    void failsTheExchangeWithTheRowThatIsWrong() {
        assertThatThrownBy(() -> send(Documents.table(FIELD, "<TR><TD>1</TD></TR><TR><TD>x</TD></TR>")))
                .isInstanceOf(CamelExecutionException.class)
                .hasRootCauseInstanceOf(NumberFormatException.class)
                .cause()
                .isInstanceOf(FinalException.class)
                .hasMessage("row 2 (line 1): column 's_ra' is double, found 'x'; the answer is not used");
        assertNoThreads();
    }

    @Test
    void closesTheReaderWhenTheSplitStopsEarly() {
        Generated source = new Generated(10_000_000);
        assertThatThrownBy(() ->
                        context.createProducerTemplate().requestBodyAndHeader("direct:rows", source, "fail", true))
                .hasRootCauseMessage("enough");
        assertThat(seen.count).isEqualTo(1);
        assertThat(source.made()).isLessThan(20_000);
        assertNoThreads();
    }

    @Test
    void givesAReaderThatIsClosedWithItsExchange() throws Exception {
        Exchange exchange = context.getEndpoint("direct:rows").createExchange();
        Object reader;
        try (InputStream in = new Generated(1000)) {
            reader = new VotableDataFormat().unmarshal(exchange, in);
            assertThat(reader).isInstanceOf(Iterator.class).isInstanceOf(VotableReader.class);
            assertThat(((VotableReader) reader).next().get("c0")).isEqualTo("ivo://nasa.heasarc/numaster?0");
        }
        exchange.getExchangeExtension().handoverCompletions().forEach(completion -> completion.onComplete(exchange));
        assertThatThrownBy(() -> ((VotableReader) reader).forEachRemaining(row -> {}))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void marshalsRowsAndReaders() {
        byte[] sample = Samples.named("votable/stil-all-types-tabledata.vot").bytes();
        Documents.Read read = Documents.read(sample);
        VotableReader reader = VotableReader.open(new ByteArrayInputStream(sample), Limits.defaults());
        for (Object body : List.of(read.rows(), read.rows().iterator(), reader)) {
            byte[] written = context.createProducerTemplate().requestBody("direct:write", body, byte[].class);
            assertThat(Documents.read(written).rows()).hasSameSizeAs(read.rows());
        }
        byte[] empty = context.createProducerTemplate().requestBody("direct:write", List.of(), byte[].class);
        assertThat(Documents.read(empty).trailer().table()).isTrue();
        assertThatThrownBy(() -> context.createProducerTemplate()
                        .requestBody("direct:write", List.of(Map.of("a", 1)), byte[].class))
                .hasRootCauseInstanceOf(MisuseException.class);
    }

    private static void assertNoThreads() {
        await().atMost(Duration.ofSeconds(10)).until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("votable-reader-")));
    }
}
