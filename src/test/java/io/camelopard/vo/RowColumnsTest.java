package io.camelopard.vo;

import static org.assertj.core.api.Assertions.assertThat;

import io.camelopard.votable.Columns;
import io.camelopard.votable.Limits;
import io.camelopard.votable.Row;
import io.camelopard.votable.VotableReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class RowColumnsTest {
    /** A row of a recorded answer as its own link, and the names under which its columns are known. */
    @TestFactory
    Stream<DynamicNode> readsRowsOfEveryProtocol() throws IOException {
        return Cases.of("rows", one -> {
            Row row = rows(one.text("sample")).get((int) one.number("row"));
            Link link = Link.ofRow(row);
            Map<String, Object> expected = one.map("link");
            assertThat(link.semantics()).isEqualTo(Vocabulary.THIS);
            assertThat(link.accessUrl()).isEqualTo(expected.get("access_url"));
            assertThat(link.contentType()).isEqualTo(expected.get("content_type"));
            assertThat(link.contentLength())
                    .isEqualTo(
                            expected.get("content_length") == null
                                    ? null
                                    : ((Number) expected.get("content_length")).longValue());
            one.map("columns").forEach((name, column) -> {
                int index = RowColumns.indexOf(row.columns(), name);
                assertThat(index < 0 ? null : row.columns().get(index).name())
                        .as(name)
                        .isEqualTo(column);
            });
            if (one.has("id")) {
                assertThat(DatasetId.of(row, RowColumns.of(row.columns()), List.of(), null, link.accessUrl()))
                        .isEqualTo(one.text("id"));
            }
        });
    }

    static List<Row> rows(String sample) throws IOException {
        List<Row> rows = new ArrayList<>();
        try (VotableReader reader =
                VotableReader.open(Cases.RESOURCES.resolve("vo-samples").resolve(sample), Limits.defaults())) {
            reader.forEachRemaining(rows::add);
        }
        return rows;
    }

    @Test
    void convertsSizesByTheirUnit() {
        assertThat(bytes("access_estsize", null)).isEqualTo(12_000);
        assertThat(bytes("access_estsize", "byte")).isEqualTo(12);
        assertThat(bytes("access_estsize", "Mbyte")).isEqualTo(12_000_000);
        assertThat(bytes("fileSize", null)).isEqualTo(12);
    }

    private static Long bytes(String name, String unit) {
        Columns columns = Columns.of(List.of(Votables.column(name, null, unit, "VOX:Image_FileSize", null)));
        return Link.ofRow(Votables.row(columns, 12)).contentLength();
    }

    @Test
    void knowsNoLinkInACatalogue() {
        Columns columns = Columns.of(
                List.of(Votables.column("ra"), Votables.column("reference", null, null, "meta.ref.url", null)));

        assertThat(Link.ofRow(Votables.row(columns, 1.5, "https://x.org/paper")).accessUrl())
                .isNull();
    }

    @Test
    void forgetsWhatChangesInAnAccessUrl() {
        assertThat(LastingUrl.of("HTTPS://me:s@X.org/a?ID=1&runid=zz&X-Amz-Signature=q&token=t&Api_Key=s&b=2"))
                .isEqualTo("https://x.org/a?ID=1&b=2");
    }

    @Test
    void takesAnIvoidOnlyWhenItIsOfADataset() {
        Columns columns = Columns.of(
                List.of(Votables.column("pub", null, null, "meta.ref.ivoid", null), Votables.column("access_url")));

        assertThat(id(Votables.row(columns, "ivo://x/y", "https://x.org/1"))).isEqualTo("https://x.org/1");
        assertThat(id(Votables.row(columns, "ivo://x/y?1", "https://x.org/1"))).isEqualTo("ivo://x/y?1");
    }

    private static String id(Row row) {
        return DatasetId.of(
                row,
                RowColumns.of(row.columns()),
                List.of(),
                null,
                Link.ofRow(row).accessUrl());
    }
}
