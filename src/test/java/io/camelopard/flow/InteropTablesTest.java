package io.camelopard.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.camelopard.flow.Peers.Got;
import io.camelopard.ledger.Run;
import io.camelopard.ledger.RunState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One answer written as a table in each format: astropy and STILTS read in it what pyvo gets of the service. */
@Tag("interop")
class InteropTablesTest {
    private static final int ROWS = 2000;
    private static final String QUERY = "SELECT TOP " + ROWS
            + " star_no, ra_icrs, dist_pc, teff, label, first_seen, mean_mjd FROM starcat.stars ORDER BY star_no";
    private static final String WHOLE = "answer";
    private static final String ASTROPY = "pyvo";
    private static final String STILTS = "stilts";
    private static final Map<String, String> FORMATS = Map.of(
            "vot",
            "votable",
            "fits",
            "fits",
            "csv",
            "ascii.csv",
            "ecsv",
            "ascii.ecsv",
            "txt",
            "ascii",
            "parquet",
            "parquet");

    @TempDir
    static Path folder;

    private static Peers peers;

    @BeforeAll
    static void writeAndRead() throws IOException {
        String base = Dachs.base(folder);
        try (Trial trial =
                Trial.in(Files.createDirectory(folder.resolve("trial"))).start()) {
            List<String> tables = FORMATS.keySet().stream()
                    .map(extension -> "{file: table.%s}".formatted(extension))
                    .toList();
            Run run = trial.run("formats", """
                    description: six formats
                    search: {protocol: tap, service: "%s/tap", mode: sync, query: "%s"}
                    links: none
                    store: {to: "file:out"}
                    table: [%s]
                    """.formatted(base, QUERY, String.join(", ", tables)));
            assertThat(run.state()).as(run.error()).isEqualTo(RunState.DONE);
            Path out = trial.settings().store().resolve("out");
            List<Map<String, Object>> queries = FORMATS.keySet().stream()
                    .map(extension -> read(extension, out.resolve("table." + extension)))
                    .collect(Collectors.toCollection(ArrayList::new));
            queries.add(Map.of("name", WHOLE, ASTROPY, "tap.search('%s')".formatted(QUERY)));
            peers = Peers.ask(base, folder, queries, List.of());
        }
    }

    /** How both are told to read a table. */
    private static Map<String, Object> read(String extension, Path file) {
        Map<String, Object> query = new HashMap<>();
        query.put("name", extension);
        query.put(
                ASTROPY,
                extension.equals("parquet")
                        ? "parquet('%s')".formatted(file)
                        : "Table.read('%s', format='%s')".formatted(file, FORMATS.get(extension)));
        query.put(
                STILTS,
                List.of("tpipe", "in=" + file, "ifmt=" + FORMATS.get(extension).replace("ascii.", "")));
        return query;
    }

    @ParameterizedTest
    @ValueSource(strings = {"vot", "fits", "csv", "txt"})
    void bothReadTheRowsOfTheAnswer(String extension) {
        assertSame(extension, ASTROPY);
        assertSame(extension, STILTS);
    }

    /** Debian's STILTS reads no ECSV. */
    @Test
    void astropyReadsThemInEcsv() {
        assertSame("ecsv", ASTROPY);
    }

    /** Debian's STILTS reads no Parquet either. */
    @Test
    void pyarrowReadsThemInParquetWhereItIs() {
        String error = peers.got("parquet", ASTROPY).error();
        assumeFalse(error != null && error.contains("pyarrow"), error);
        assertSame("parquet", ASTROPY);
    }

    @ParameterizedTest
    @CsvSource({"vot, pyvo", "fits, pyvo", "ecsv, pyvo", "vot, stilts", "fits, stilts"})
    void readsTheUnits(String extension, String peer) {
        assertThat(peers.got(extension, peer).units())
                .isEqualTo(peers.got(WHOLE, ASTROPY).units())
                .containsEntry("ra_icrs", "deg")
                .containsEntry("teff", "K");
    }

    private static void assertSame(String extension, String peer) {
        Got whole = peers.got(WHOLE, ASTROPY);
        Got got = peers.got(extension, peer);
        assertThat(got.error()).as(peer).isNull();
        assertThat(got.rows()).as(peer).isEqualTo(ROWS).isEqualTo(whole.rows());
        assertThat(got.columns()).as(peer).isEqualTo(whole.columns());
        assertThat(NormalForm.surplus(peers.rows(extension, peer), peers.rows(WHOLE, ASTROPY)))
                .as(peer)
                .isEmpty();
    }
}
