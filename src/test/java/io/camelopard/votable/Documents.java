package io.camelopard.votable;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads whole documents for tests. */
final class Documents {
    record Read(Columns columns, List<Row> rows, Trailer trailer) {}

    private Documents() {}

    static Read read(byte[] bytes) {
        return read(bytes, Limits.defaults());
    }

    static Read read(byte[] bytes, Limits limits) {
        try (VotableReader reader = VotableReader.open(new ByteArrayInputStream(bytes), limits)) {
            List<Row> rows = new ArrayList<>();
            reader.forEachRemaining(rows::add);
            return new Read(reader.columns(), rows, reader.trailer());
        }
    }

    static Read read(String document) {
        return read(document.getBytes(StandardCharsets.UTF_8));
    }

    static Trailer scan(byte[] bytes, Limits limits) {
        try {
            Path file = Files.createTempFile("votable", ".vot");
            try {
                Files.write(file, bytes);
                return VotableScan.scan(file, limits);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Trailer scan(String document) {
        return scan(document.getBytes(StandardCharsets.UTF_8), Limits.defaults());
    }

    /** A document with one table of TABLEDATA. */
    static String table(String fields, String rows) {
        return "<VOTABLE version=\"1.4\"><RESOURCE type=\"results\"><TABLE>" + fields + "<DATA><TABLEDATA>" + rows
                + "</TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>";
    }

    static String stream(String fields, String how, String base64) {
        return "<VOTABLE version=\"1.4\"><RESOURCE type=\"results\"><TABLE>" + fields + "<DATA><" + how
                + "><STREAM encoding=\"base64\">" + base64 + "</STREAM></" + how
                + "></DATA></TABLE></RESOURCE></VOTABLE>";
    }
}
