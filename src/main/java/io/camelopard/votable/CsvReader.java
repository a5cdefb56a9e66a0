package io.camelopard.votable;

import io.camelopard.FinalException;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a CSV file (RFC 4180) in UTF-8, as lists of cells; blanks around a cell that is not quoted are none of it,
 * and blank lines are none.
 */
final class CsvReader implements Closeable {
    private final BufferedReader in;
    private final Limits limits;
    private final StringBuilder cell = new StringBuilder();
    private long line = 1;
    private long given;
    private long size;
    private int next;

    private CsvReader(BufferedReader in, Limits limits) throws IOException {
        this.in = in;
        this.limits = limits;
        this.next = in.read();
        if (next == 0xfeff) {
            next = in.read();
        }
    }

    static CsvReader open(Path file, Limits limits) throws IOException {
        InputStream bytes = new Utf8Repair(Files.newInputStream(file));
        return new CsvReader(new BufferedReader(new InputStreamReader(bytes, StandardCharsets.UTF_8), 1 << 16), limits);
    }

    /** The number of the line that {@link #next} gave last, from 1. */
    long line() {
        return given;
    }

    /** The cells of the next line; null after the last. */
    @Nullable List<String> next() throws IOException {
        while (next == '\n' || next == '\r') {
            advance();
        }
        if (next < 0) {
            return null;
        }
        size = 0;
        given = line;
        List<String> cells = new ArrayList<>();
        cells.add(cell());
        while (next == ',') {
            advance();
            cells.add(cell());
            if (cells.size() > limits.maxColumns()) {
                throw fault("more than " + limits.maxColumns() + " cells in a row, which is the limit");
            }
        }
        return cells;
    }

    private String cell() throws IOException {
        cell.setLength(0);
        skipBlanks();
        if (next == '"') {
            quoted();
            skipBlanks();
            if (next >= 0 && next != ',' && next != '\n' && next != '\r') {
                throw fault("'" + Character.toString(next) + "' after a quoted cell, expected a comma");
            }
            return cell.toString();
        }
        while (next >= 0 && next != ',' && next != '\n' && next != '\r') {
            append();
        }
        return cell.toString().strip();
    }

    private void quoted() throws IOException {
        long from = line;
        advance();
        while (next >= 0) {
            if (next == '"') {
                advance();
                if (next != '"') {
                    return;
                }
            }
            append();
        }
        throw new FinalException("line " + from + " of the CSV: the file ends within a quoted cell; it is cut off");
    }

    private void append() throws IOException {
        cell.append((char) next);
        advance();
    }

    private void skipBlanks() throws IOException {
        while (next == ' ' || next == '\t') {
            advance();
        }
    }

    private void advance() throws IOException {
        line += next == '\n' ? 1 : 0;
        next = in.read();
        if (++size > limits.maxCellChars()) {
            throw fault("a row of more than " + limits.maxCellChars() + " characters, which is the limit");
        }
    }

    private FinalException fault(String found) {
        return new FinalException("line " + line + " of the CSV: found " + found);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
