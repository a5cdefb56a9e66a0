package io.camelopard.transfer;

import io.camelopard.FinalException;
import io.camelopard.TransientException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether a staged file is what it should be, judged by its first bytes and, for FITS, by its structure.
 *
 * <p>Archives answer with status 200 and a login page, an error VOTable or a line of text where a file was asked for.
 */
public final class Content {
    private static final int HEAD = 64 << 10;

    /** What vouches for the bytes. */
    public enum Verified {
        /** A digest that the server gave. */
        DIGEST,
        /** The CHECKSUM or DATASUM cards of all HDUs of a FITS file. */
        FITS_CHECKSUM,
        /** The same cards contradict the bytes, which are nevertheless what the archive has. */
        FITS_CHECKSUM_STALE,
        /** The sum at the end of what is compressed with gzip. */
        GZIP_CHECKSUM,
        /** FITS headers that account for every byte. */
        STRUCTURE,
        /** The length that the server had announced, and no more. */
        LENGTH,
        /** Nothing: no length was announced and the format shows none. */
        UNVERIFIABLE;

        /** As in the ledger and in logs. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * The outcome for a file that may be stored.
     *
     * @param mediaType as sniffed; what was declared, or {@code application/octet-stream}, where nothing is recognised
     * @param recognised whether the bytes say what they are, and not only what was declared
     * @param verified what vouches for it
     * @param doubt what contradicts its bytes: it is not stored before its source was asked again
     * @param notes what is odd about it but tolerated
     */
    public record Checked(
            String mediaType, boolean recognised, Verified verified, Optional<Doubt> doubt, List<String> notes) {
        /** The same, for which something else vouches. */
        public Checked with(Verified other) {
            return new Checked(mediaType, recognised, other, doubt, notes);
        }

        /** The same with a doubt. */
        public Checked with(Doubt about) {
            return new Checked(mediaType, recognised, verified, Optional.of(about), notes);
        }

        /** The same with one more note. */
        public Checked with(String note) {
            List<String> all = new ArrayList<>(notes);
            all.add(note);
            return new Checked(mediaType, recognised, verified, doubt, List.copyOf(all));
        }
    }

    /**
     * That bytes contradict themselves or what their server says of them.
     *
     * @param harmless whether a file is of use all the same, if these are the bytes that its archive has
     */
    public record Doubt(String what, boolean harmless) {}

    private Content() {}

    /**
     * Checks a staged file.
     *
     * @param declaredType the media type that the link promises, null if none; not the one that the answer claims: a page
     *     is accepted where a page was asked for
     * @param name the file's name at the archive, whose extension counts as a promise too
     * @param lengthKnown whether the received length was compared with an announced one
     * @param limits on what is unpacked to look at it
     * @throws FinalException if it is something else
     * @throws TransientException if it is cut off and no length was known, so that the next transfer may bring all of it
     */
    public static Checked check(
            Path staged, @Nullable String declaredType, String name, boolean lengthKnown, Limits limits) {
        try {
            byte[] head = head(staged);
            Wanted wanted = Wanted.of(declaredType, name);
            if (head.length == 0) {
                throw new FinalException("no bytes at all instead of " + wanted.words());
            }
            Optional<Sniffed> sniffed = Sniffed.of(head);
            wanted.refuse(sniffed, head);
            Verified byLength = lengthKnown ? Verified.LENGTH : Verified.UNVERIFIABLE;
            Checked checked = new Checked(
                    mediaType(sniffed, declaredType),
                    sniffed.isPresent(),
                    byLength,
                    Optional.empty(),
                    wanted.notes(sniffed));
            if (sniffed.equals(Optional.of(Sniffed.GZIP))) {
                return new GzipCheck(staged, lengthKnown, limits).look(checked, Wanted.inside(name));
            }
            return sniffed.equals(Optional.of(Sniffed.FITS)) ? fits(checked, staged, lengthKnown) : checked;
        } catch (IOException e) {
            throw Disk.failure(staged, e);
        }
    }

    /** A length that was announced too small says nothing against the file at its source. */
    private static Checked fits(Checked checked, Path staged, boolean lengthKnown) throws IOException {
        try {
            return fits(checked, FitsStructure.read(staged));
        } catch (FitsStructure.CutOff e) {
            if (!lengthKnown) {
                throw e;
            }
            return checked.with(new Doubt(e.getMessage() + " as the server announced it", false));
        }
    }

    private static Checked fits(Checked checked, FitsStructure structure) {
        Optional<Doubt> doubt = structure.wrong().isEmpty()
                ? Optional.empty()
                : Optional.of(new Doubt(String.join("; ", structure.wrong()), true));
        Verified byStructure = structure.summed() ? Verified.FITS_CHECKSUM : Verified.STRUCTURE;
        return new Checked(
                checked.mediaType(),
                true,
                structure.complete() ? byStructure : checked.verified(),
                doubt,
                structure.notes());
    }

    /**
     * Whether the extension of a name promises something else than what a file is. A packed file may have the name of what
     * is in it.
     */
    public static boolean contradicts(String name, String mediaType) {
        Optional<Sniffed> is = Sniffed.byMediaType(mediaType).filter(sniffed -> !sniffed.isPacked());
        return is.isPresent()
                && Sniffed.byName(name).filter(promised -> promised != is.get()).isPresent();
    }

    private static String mediaType(Optional<Sniffed> sniffed, @Nullable String declared) {
        return sniffed.map(s -> s.mediaType).orElse(declared == null ? "application/octet-stream" : declared);
    }

    private static byte[] head(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(HEAD);
        }
    }

    /** What the first bytes say. */
    enum Sniffed {
        FITS("application/fits", "a FITS file"),
        GZIP("application/gzip", "gzip"),
        COMPRESS("application/x-compress", "compress"),
        BZIP2("application/x-bzip2", "bzip2"),
        ZIP("application/zip", "zip"),
        XZ("application/x-xz", "xz"),
        PNG("image/png", "a PNG image"),
        JPEG("image/jpeg", "a JPEG image"),
        GIF("image/gif", "a GIF image"),
        TIFF("image/tiff", "a TIFF image"),
        PDF("application/pdf", "a PDF document"),
        TAR("application/x-tar", "a tar archive"),
        HDF5("application/x-hdf5", "an HDF5 file"),
        PARQUET("application/vnd.apache.parquet", "a Parquet file"),
        VOTABLE("application/x-votable+xml", "a VOTable"),
        HTML("text/html", "an HTML page"),
        XML("text/xml", "an XML document");

        final String mediaType;
        final String words;

        Sniffed(String mediaType, String words) {
            this.mediaType = mediaType;
            this.words = words;
        }

        static Optional<Sniffed> of(byte[] head) {
            String start = new String(head, StandardCharsets.ISO_8859_1);
            return magic(start).or(() -> Markup.of(start));
        }

        private static Optional<Sniffed> magic(String start) {
            if (start.startsWith("SIMPLE  =")) {
                return Optional.of(FITS);
            }
            if (start.startsWith("\u001f\u008b")) {
                return Optional.of(GZIP);
            }
            if (start.startsWith("\u001f\u009d")) {
                return Optional.of(COMPRESS);
            }
            if (start.startsWith("BZh") && start.startsWith("1AY&SY", 4)) {
                return Optional.of(BZIP2);
            }
            if (start.startsWith("PK\u0003\u0004")) {
                return Optional.of(ZIP);
            }
            if (start.startsWith("\u00fd7zXZ")) {
                return Optional.of(XZ);
            }
            return picture(start).or(() -> document(start));
        }

        private static Optional<Sniffed> picture(String start) {
            if (start.startsWith("\u0089PNG\r\n")) {
                return Optional.of(PNG);
            }
            if (start.startsWith("\u00ff\u00d8\u00ff")) {
                return Optional.of(JPEG);
            }
            if (start.startsWith("GIF8")) {
                return Optional.of(GIF);
            }
            return start.startsWith("II*\0") || start.startsWith("MM\0*") ? Optional.of(TIFF) : Optional.empty();
        }

        private static Optional<Sniffed> document(String start) {
            if (start.startsWith("%PDF-")) {
                return Optional.of(PDF);
            }
            if (start.startsWith("\u0089HDF\r\n")) {
                return Optional.of(HDF5);
            }
            if (start.startsWith("PAR1")) {
                return Optional.of(PARQUET);
            }
            return start.startsWith("ustar", 257) ? Optional.of(TAR) : Optional.empty();
        }

        boolean isPicture() {
            return this == PNG || this == JPEG || this == GIF || this == TIFF;
        }

        boolean isPacked() {
            return this == GZIP || this == COMPRESS || this == BZIP2 || this == ZIP || this == XZ;
        }

        boolean isMarkup() {
            return this == VOTABLE || this == HTML || this == XML;
        }

        static Optional<Sniffed> byMediaType(String type) {
            String essence = type.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT);
            return switch (essence) {
                case "application/fits", "image/fits", "image/x-fits", "fits" -> Optional.of(FITS);
                case "application/gzip", "application/x-gzip" -> Optional.of(GZIP);
                case "application/bzip2", "application/x-bzip2" -> Optional.of(BZIP2);
                case "application/zip" -> Optional.of(ZIP);
                case "image/png" -> Optional.of(PNG);
                case "image/jpeg", "image/jpg" -> Optional.of(JPEG);
                case "image/gif" -> Optional.of(GIF);
                case "image/tiff" -> Optional.of(TIFF);
                case "application/pdf" -> Optional.of(PDF);
                case "text/html", "application/xhtml+xml" -> Optional.of(HTML);
                case "application/x-votable+xml", "text/x-votable+xml" -> Optional.of(VOTABLE);
                default -> Optional.empty();
            };
        }

        static Optional<Sniffed> byName(String name) {
            String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
            return switch (extension) {
                case "fits", "fit", "fts", "fz", "evt" -> Optional.of(FITS);
                case "gz", "tgz" -> Optional.of(GZIP);
                case "z" -> name.endsWith(".Z") ? Optional.of(COMPRESS) : Optional.empty();
                case "bz2" -> Optional.of(BZIP2);
                case "zip" -> Optional.of(ZIP);
                case "png" -> Optional.of(PNG);
                case "jpg", "jpeg" -> Optional.of(JPEG);
                case "gif" -> Optional.of(GIF);
                case "pdf" -> Optional.of(PDF);
                case "htm", "html", "xhtml" -> Optional.of(HTML);
                case "vot", "votable" -> Optional.of(VOTABLE);
                default -> Optional.empty();
            };
        }
    }
}
