package io.camelopard.votable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/**
 * Writes rows as Apache Parquet (format 2.x, data pages of version 1, PLAIN, GZIP) with the metadata of its columns as a
 * VOTable without data in the footer (IVOA Note VOParquet 1.0, section 2).
 *
 * <p>In memory are the rows of one group, of some megabytes, and some hundred bytes for each group before.
 */
final class ParquetWriter {
    private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
    private static final int GROUP_BYTES = 8 << 20;
    private static final int GROUP_ROWS = 1 << 17;
    private static final int PLAIN = 0;
    private static final int RLE = 3;
    private static final int GZIP = 2;

    private final OutputStream out;
    private final Columns columns;
    private final List<ParquetColumn> chunks = new ArrayList<>();
    private final List<Group> groups = new ArrayList<>();
    private long position;
    private long rows;
    private int rowsInGroup;

    ParquetWriter(OutputStream out, Columns columns) throws IOException {
        this.out = out;
        this.columns = columns;
        columns.forEach(column -> chunks.add(new ParquetColumn(column)));
        write(MAGIC);
    }

    private record Group(long rows, long bytes, List<Chunk> chunks) {}

    private record Chunk(long offset, int values, long plain, long compressed) {}

    void write(Row row) throws IOException {
        int size = 0;
        for (int i = 0; i < chunks.size(); i++) {
            chunks.get(i).write(row.get(i));
            size += chunks.get(i).size();
        }
        rows++;
        rowsInGroup++;
        if (size >= GROUP_BYTES || rowsInGroup >= GROUP_ROWS) {
            flush();
        }
    }

    /** Writes what is left and the footer; the stream stays open. */
    void finish() throws IOException {
        flush();
        byte[] footer = footer();
        write(footer);
        write(new byte[] {
            (byte) footer.length,
            (byte) (footer.length >>> 8),
            (byte) (footer.length >>> 16),
            (byte) (footer.length >>> 24)
        });
        write(MAGIC);
        out.flush();
    }

    private void flush() throws IOException {
        if (rowsInGroup == 0) {
            return;
        }
        List<Chunk> written = new ArrayList<>();
        for (ParquetColumn chunk : chunks) {
            written.add(flush(chunk));
        }
        groups.add(
                new Group(rowsInGroup, written.stream().mapToLong(Chunk::plain).sum(), written));
        rowsInGroup = 0;
    }

    private Chunk flush(ParquetColumn column) throws IOException {
        long offset = position;
        int values = column.count();
        byte[] page = column.page();
        byte[] compressed = gzip(page);
        byte[] header = new ThriftWriter()
                .struct()
                .i32(1, 0) // a data page
                .i32(2, page.length)
                .i32(3, compressed.length)
                .struct(5)
                .i32(1, values)
                .i32(2, PLAIN)
                .i32(3, RLE)
                .i32(4, RLE)
                .end()
                .end()
                .bytes();
        write(header);
        write(compressed);
        return new Chunk(offset, values, header.length + (long) page.length, position - offset);
    }

    private static byte[] gzip(byte[] page) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
            zip.write(page);
        }
        return bytes.toByteArray();
    }

    private byte[] footer() throws IOException {
        ThriftWriter footer = new ThriftWriter().struct().i32(1, 2); // the version of the format
        schema(footer);
        footer.i64(3, rows).structs(4, groups.size());
        groups.forEach(group -> group(footer, group));
        footer.structs(5, 2);
        footer.struct().text(1, "IVOA.VOTable-Parquet.version").text(2, "1.0").end();
        footer.struct()
                .text(1, "IVOA.VOTable-Parquet.content")
                .text(2, votable())
                .end();
        return footer.text(6, "Camelopard").end().bytes();
    }

    private void schema(ThriftWriter footer) {
        int nodes = chunks.stream().mapToInt(ParquetColumn::schemaNodes).sum();
        footer.structs(2, nodes + 1);
        footer.struct().text(4, "table").i32(5, chunks.size()).end();
        chunks.forEach(chunk -> chunk.schema(footer));
    }

    private void group(ThriftWriter footer, Group group) {
        footer.struct().structs(1, group.chunks().size());
        for (int i = 0; i < chunks.size(); i++) {
            Chunk chunk = group.chunks().get(i);
            ParquetColumn column = chunks.get(i);
            footer.struct().i64(2, chunk.offset()).struct(3);
            footer.i32(1, column.type()).ints(2, PLAIN, RLE).texts(3, column.path());
            footer.i32(4, GZIP).i64(5, chunk.values()).i64(6, chunk.plain()).i64(7, chunk.compressed());
            footer.i64(9, chunk.offset()).end().end();
        }
        footer.i64(2, group.bytes()).i64(3, group.rows()).end();
    }

    private String votable() throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        VotableText xml = new VotableText(text);
        xml.start(List.of());
        for (Column column : columns) {
            xml.field(column, null);
        }
        xml.end();
        return text.toString(StandardCharsets.UTF_8);
    }

    private void write(byte[] bytes) throws IOException {
        out.write(bytes);
        position += bytes.length;
    }
}
