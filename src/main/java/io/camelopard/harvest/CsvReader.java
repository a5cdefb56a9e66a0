package io.camelopard.harvest;

import io.camelopard.MisuseException;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Records of a CSV file (RFC 4180); blank lines and lines that begin with {@code #} before the names are skipped. */
final class CsvReader implements Closeable {
    private static final int LONGEST = 1 << 20;

    private final Path file;
    private final BufferedReader in;
    private int line;
    private int nextLine = 1;
    private boolean begun;

    private CsvReader(Path file, BufferedReader in) {
        this.file = file;
        this.in = in;
    }

    static CsvReader open(Path file) throws IOException {
        return new CsvReader(file, Files.newBufferedReader(file, StandardCharsets.UTF_8));
    }

    /** The line at which the last record began. */
    int line() {
        return line;
    }

    /** The next record; null at the end. */
    @Nullable List<String> next() throws IOException {
        String text = in.readLine();
        line = nextLine++;
        while (text != null && (text.isBlank() || (!begun && text.startsWith("#")))) {
            text = in.readLine();
            line = nextLine++;
        }
        if (text == null) {
            return null;
        }
        String record = begun ? text : text.replace("\uFEFF", "");
        begun = true;
        return fields(record);
    }

    private List<String> fields(String first) throws IOException {
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        String text = first;
        boolean quoted = false;
        for (int i = 0; ; i++) {
            if (i >= text.length()) {
                if (!quoted) {
                    fields.add(field.toString());
                    return fields;
                }
                text = continued(field);
                i = -1;
                continue;
            }
            char c = text.charAt(i);
            if (c == '"' && quoted && i + 1 < text.length() && text.charAt(i + 1) == '"') {
                field.append('"');
                i++;
            } else if (c == '"' && (quoted || field.toString().isBlank())) {
                quoted = !quoted;
                field.setLength(quoted ? 0 : field.length());
            } else if (c == ',' && !quoted) {
                fields.add(field.toString());
                field.setLength(0);
            } else {
                field.append(c);
            }
        }
    }

    private String continued(StringBuilder field) throws IOException {
        String text = in.readLine();
        nextLine++;
        if (text == null || field.length() > LONGEST) {
            throw new MisuseException(file + ":" + line + ": a quote that is never closed");
        }
        field.append('\n');
        return text;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
