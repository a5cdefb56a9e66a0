package io.camelopard.votable;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a stored file is, told by its first bytes.
 *
 * @param format null if we read no table from it
 * @param reason why
 */
record FileContent(@Nullable TableFormat format, String reason) {
    private static final int HEAD = 1 << 16;
    private static final Pattern VOTABLE = Pattern.compile("<([\\w.-]+:)?VOTABLE[\\s>/]");
    private static final Pattern HTML = Pattern.compile("^<(!doctype\\s+html|html)\\b", Pattern.CASE_INSENSITIVE);
    private static final Pattern ECSV = Pattern.compile("^#\\s+%ECSV\\s");
    private static final Pattern BINARY = Pattern.compile("[\\x00-\\x08\\x0e-\\x1f]");

    static FileContent of(Path file) throws IOException {
        byte[] head;
        try (InputStream in = Files.newInputStream(file)) {
            head = in.readNBytes(HEAD);
        }
        String text = new String(head, StandardCharsets.ISO_8859_1);
        String packed = compression(text);
        if (head.length == 0) {
            return none("the file is empty");
        } else if (packed != null) {
            return none("the file is compressed (" + packed + "); decompress it first");
        } else if (text.startsWith("SIMPLE  =")) {
            return new FileContent(TableFormat.FITS, "");
        } else if (text.startsWith("PAR1")) {
            return none("the file is Parquet, which is written and not read");
        }
        return ofText(text);
    }

    private static @Nullable String compression(String text) {
        String magic = text.substring(0, Math.min(6, text.length()));
        return magic.startsWith("\u001f\u008b")
                ? "gzip"
                : magic.startsWith("\u001f\u009d")
                        ? "compress"
                        : magic.startsWith("BZh")
                                ? "bzip2"
                                : magic.equals("\u00fd7zXZ\0")
                                        ? "xz"
                                        : magic.startsWith("PK\u0003\u0004") ? "zip" : null;
    }

    private static FileContent ofText(String bytes) {
        // The marks of UTF-8 and UTF-16, and the zeros of UTF-16, say nothing of the content.
        String text = bytes.replaceFirst("^(\u00ef\u00bb\u00bf|\u00fe\u00ff|\u00ff\u00fe)", "");
        String markup = text.replace("\0", "").stripLeading();
        if (markup.startsWith("<")) {
            return ofMarkup(markup);
        } else if (ECSV.matcher(text).find()) {
            return new FileContent(TableFormat.ECSV, "");
        } else if (BINARY.matcher(text).find()) {
            return none("the file is neither VOTable, FITS nor text");
        }
        return ofLines(text.stripLeading());
    }

    private static FileContent ofMarkup(String text) {
        if (HTML.matcher(text).find()) {
            return none("the file is an HTML page: '" + Excerpt.ofHtml(text, 200) + "'");
        }
        return VOTABLE.matcher(text).find()
                ? new FileContent(TableFormat.VOTABLE, "")
                : none("the file is XML without a VOTABLE: '" + Excerpt.of(text, 100) + "'");
    }

    private static FileContent ofLines(String text) {
        String first = text.lines().findFirst().orElse("");
        boolean json = text.startsWith("{") || text.startsWith("[");
        if (json || first.startsWith("#") || first.indexOf(',') < 0) {
            return none("the file is text, of which VOTable, ECSV and CSV are read; it begins with '"
                    + Excerpt.of(first, 100) + "'");
        }
        return new FileContent(TableFormat.CSV, "");
    }

    private static FileContent none(String reason) {
        return new FileContent(null, reason);
    }
}
