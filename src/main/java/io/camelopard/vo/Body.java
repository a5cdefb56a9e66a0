package io.camelopard.vo;

import io.camelopard.FinalException;
import io.camelopard.TransientException;
import io.camelopard.votable.Limits;
import io.camelopard.votable.VotableScan;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the body of an answer is, by its first bytes and whatever the headers say, and the words in it that a person wants
 * to read when it is no answer.
 */
final class Body {
    enum Kind {
        EMPTY("nothing"),
        VOTABLE("a VOTable"),
        HTML("an HTML page"),
        XML("another XML document"),
        TEXT("text");

        private final String shown;

        Kind(String shown) {
            this.shown = shown;
        }

        @Override
        public String toString() {
            return shown;
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(Body.class);
    private static final int HEAD = 64 << 10;
    private static final int LONGEST_WORDS = 500;
    private static final Pattern PROLOG = Pattern.compile(
            "\\s+|\\x{FEFF}|<\\?.*?\\?>|<!--.*?-->|<!DOCTYPE[^>\\[]*(?:\\[[^\\]]*\\][^>]*)?>",
            Pattern.DOTALL | Pattern.CASE_INSENSITIVE);
    private static final Pattern ROOT = Pattern.compile("<(?:[A-Za-z_][\\w.-]*:)?([A-Za-z_][\\w.-]*)");
    private static final Pattern TITLE =
            Pattern.compile("<title[^>]*>(.*?)</title>", Pattern.DOTALL | Pattern.CASE_INSENSITIVE);

    private final Path path;
    private final String head;
    private final Kind kind;

    private Body(Path path, String head) {
        this.path = path;
        this.head = head;
        this.kind = kind(head);
    }

    static Body of(Answer answer) {
        return new Body(answer.body(), head(answer.body()));
    }

    Kind kind() {
        return kind;
    }

    private static Kind kind(String head) {
        int start = 0;
        Matcher prolog = PROLOG.matcher(head);
        while (prolog.region(start, head.length()).lookingAt()) {
            start = prolog.end();
        }
        Matcher root = ROOT.matcher(head).region(start, head.length());
        if (!root.lookingAt()) {
            return start == head.length() ? Kind.EMPTY : Kind.TEXT;
        }
        return switch (root.group(1).toLowerCase(Locale.ROOT)) {
            case "votable" -> Kind.VOTABLE;
            case "html", "head", "body", "title" -> Kind.HTML;
            default -> Kind.XML;
        };
    }

    /** The title of a page, the error of a VOTable, the beginning of a text. */
    String words() {
        return shorten(
                switch (kind) {
                    case HTML -> title();
                    case TEXT -> printable() ? head : "";
                    case VOTABLE -> error();
                    case XML -> head.replaceAll("<[^>]*>", " ");
                    case EMPTY -> "";
                });
    }

    static String shorten(String words) {
        String line = words.strip().replaceAll("\\s+", " ");
        return line.length() <= LONGEST_WORDS ? line : line.substring(0, LONGEST_WORDS) + "…";
    }

    private String title() {
        Matcher title = TITLE.matcher(head);
        return title.find() ? "\"" + title.group(1).strip() + "\"" : "";
    }

    private boolean printable() {
        return head.chars().limit(200).noneMatch(c -> c < ' ' && !Character.isWhitespace(c));
    }

    private String error() {
        try {
            return Faults.error(VotableScan.scan(path, Limits.defaults()), Protocol.SCS)
                    .orElse("");
        } catch (FinalException | TransientException e) {
            LOG.debug("body.error unreadable", e);
            return "";
        }
    }

    private static String head(Path path) {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(path))) {
            in.mark(2);
            boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
            in.reset();
            return new String(gzip ? inflated(in) : in.readNBytes(HEAD), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new TransientException("the answer cannot be read: " + e.getMessage(), e);
        }
    }

    private static byte[] inflated(InputStream in) throws IOException {
        try {
            return new GZIPInputStream(in).readNBytes(HEAD);
        } catch (EOFException | ZipException e) {
            LOG.debug("body.head is no gzip", e);
            return new byte[0];
        }
    }
}
