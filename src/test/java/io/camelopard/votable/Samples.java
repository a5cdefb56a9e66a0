package io.camelopard.votable;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** The recorded answers in src/test/resources/vo-samples, with what their MANIFEST says of each. */
final class Samples {
    record Sample(Map<String, String> columns) {
        String file() {
            return columns.get("file");
        }

        boolean isVotable() {
            return columns.get("kind").startsWith("VOTable");
        }

        /** Rows of the first table, as astropy or stilts read them; null where neither finds a table. */
        Long rows() {
            String stilts = columns.get("stilts_rows_read").split(",", -1)[0];
            String astropy = columns.get("astropy_rows_x_cols").split("x", -1)[0];
            String found = stilts.matches("\\d+") ? stilts : astropy;
            return found.matches("\\d+") ? (Long) Long.parseLong(found) : null;
        }

        byte[] bytes() {
            return read(file());
        }

        /** The document itself, inflated if it is kept gzipped. */
        byte[] plain() {
            byte[] bytes = bytes();
            if (bytes[0] != 0x1f) {
                return bytes;
            }
            try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
                return in.readAllBytes();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public String toString() {
            return file();
        }
    }

    private Samples() {}

    static List<Sample> all() {
        List<Sample> samples = new ArrayList<>();
        String[] lines = new String(read("MANIFEST.tsv"), StandardCharsets.UTF_8).split("\n", 0);
        String[] header = lines[0].split("\t", -1);
        for (int i = 1; i < lines.length; i++) {
            String[] cells = lines[i].split("\t", -1);
            Map<String, String> columns = new LinkedHashMap<>();
            for (int c = 0; c < header.length; c++) {
                columns.put(header[c], cells[c]);
            }
            samples.add(new Sample(columns));
        }
        return samples;
    }

    static List<Sample> votables() {
        return all().stream().filter(Sample::isVotable).toList();
    }

    static Sample named(String file) {
        return all().stream()
                .filter(sample -> sample.file().equals(file))
                .findFirst()
                .orElseThrow();
    }

    static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
            zip.write(bytes);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return out.toByteArray();
    }

    private static byte[] read(String file) {
        try (InputStream in = Samples.class.getResourceAsStream("/vo-samples/" + file)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
