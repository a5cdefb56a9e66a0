package io.camelopard.harvest;

import io.camelopard.MisuseException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The URLs of a harvest without protocol. */
public final class UrlFile {
    private UrlFile() {}

    /**
     * All URLs; of a file, one a line, without blank lines and those that begin with {@code #}.
     *
     * @param baseDir what the file is relative to
     * @throws MisuseException when the file is not there or a line is no URL, with file and line
     */
    public static List<String> read(Search.Urls urls, Path baseDir) {
        String name = urls.file();
        if (name == null) {
            return urls.given();
        }
        Path file = baseDir.resolve(name);
        try {
            return read(file, Files.readAllLines(file, StandardCharsets.UTF_8));
        } catch (NoSuchFileException e) {
            throw new MisuseException(file + ": there is no such file of URLs", e);
        } catch (IOException e) {
            throw new MisuseException(file + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private static List<String> read(Path file, List<String> lines) {
        List<String> urls = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).replace("\uFEFF", "").strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                urls.add(url(file + ":" + (i + 1), line));
            }
        }
        return urls;
    }

    private static String url(String where, String line) {
        try {
            return SearchReader.url(line);
        } catch (MisuseException e) {
            throw new MisuseException(where + ": '" + Printable.of(line) + "' " + e.getMessage(), e);
        }
    }
}
