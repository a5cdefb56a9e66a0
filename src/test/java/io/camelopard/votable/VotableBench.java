package io.camelopard.votable;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParserFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.XMLReader;
import uk.ac.starlink.table.StarTable;
import uk.ac.starlink.votable.TableContentHandler;
import uk.ac.starlink.votable.TableHandler;

/** 1,000,000 rows of 20 columns: the reader, and a YAML route, against STIL's own parse of the same file in the same JVM. */
@Tag("bench")
class VotableBench {
    private static final int ROWS = Integer.getInteger("votable.bench.rows", 1_000_000);
    private static final int ROUNDS = 3;

    @TempDir
    private Path folder;

    private interface Timed {
        long rows() throws Exception;
    }

    @Test
    void readsInLessThanOneAndAHalfTimesTheTimeOfStil() throws Exception {
        Path file = folder.resolve("rows.vot");
        try (InputStream in = new Generated(ROWS);
                OutputStream out = Files.newOutputStream(file)) {
            in.transferTo(out);
        }
        double stil = Double.MAX_VALUE;
        double reader = Double.MAX_VALUE;
        double scan = Double.MAX_VALUE;
        double route = Double.MAX_VALUE;
        for (int i = 0; i < ROUNDS; i++) {
            stil = Math.min(stil, seconds(ROWS, () -> stil(file)));
            route = Math.min(route, seconds(ROWS, () -> route(file)));
            reader = Math.min(reader, seconds(ROWS, () -> read(file)));
            scan = Math.min(scan, seconds(-1, () -> VotableScan.scan(file, Limits.defaults())
                    .rows()));
        }
        double megabytes = Files.size(file) / 1e6;
        String figures = String.format(
                "votable.bench rows=%d mb=%.0f stil_s=%.2f reader_s=%.2f ratio=%.2f route_s=%.2f route_ratio=%.2f"
                        + " scan_s=%.2f scan_mb_s=%.0f",
                ROWS, megabytes, stil, reader, reader / stil, route, route / stil, scan, megabytes / scan);
        System.out.println(figures);
        assertThat(reader / stil).as(figures).isLessThan(1.5);
        assertThat(route / stil).as(figures).isLessThan(1.5);
    }

    private static double seconds(long expected, Timed work) throws Exception {
        long start = System.nanoTime();
        assertThat(work.rows()).isEqualTo(expected);
        return (System.nanoTime() - start) / 1e9;
    }

    private static long read(Path file) {
        try (VotableReader reader = VotableReader.open(file, Limits.defaults())) {
            long rows = 0;
            while (reader.hasNext()) {
                rows += reader.next().size() == Generated.COLUMNS ? 1 : 0;
            }
            return rows;
        }
    }

    /** Through a YAML route: unmarshal and a streaming split, a group of rows in an exchange. */
    private static long route(Path file) throws Exception {
        try (SplitRoute route = SplitRoute.start()) {
            return route.rows(file.toFile());
        }
    }

    private static long stil(Path file) throws IOException, SAXException, ParserConfigurationException {
        long[] rows = {0};
        TableContentHandler handler = new TableContentHandler(false);
        handler.setTableHandler(new TableHandler() {
            @Override
            public void startTable(StarTable table) {}

            @Override
            public void rowData(Object[] row) {
                rows[0] += row.length == Generated.COLUMNS ? 1 : 0;
            }

            @Override
            public void endTable() {}
        });
        XMLReader parser = SAXParserFactory.newInstance().newSAXParser().getXMLReader();
        parser.setContentHandler(handler);
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            parser.parse(new InputSource(in));
        }
        return rows[0];
    }
}
