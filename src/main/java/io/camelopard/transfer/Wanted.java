package io.camelopard.transfer;

import io.camelopard.FinalException;
import io.camelopard.transfer.Content.Sniffed;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a file should be by the promise of its link and by its name. The name's extension counts more, because links call
 * a {@code .fits.gz} FITS.
 */
record Wanted(Optional<Sniffed> format) {
    private static final int SHOWN = 200;

    static Wanted of(@Nullable String declaredType, String name) {
        Optional<Sniffed> declared = declaredType == null ? Optional.empty() : Sniffed.byMediaType(declaredType);
        return new Wanted(Sniffed.byName(name).or(() -> declared));
    }

    /** What should be in a file that is compressed: what its name promises without the ending that says so. */
    static Wanted inside(String name) {
        boolean packed = Sniffed.byName(name).filter(Sniffed::isPacked).isPresent();
        return new Wanted(Sniffed.byName(packed ? name.replaceFirst("\\.[^.]*$", "") : name));
    }

    String words() {
        return format.map(f -> f.words).orElse("a file");
    }

    /** @throws FinalException if what was found is not what is wanted */
    void refuse(Optional<Sniffed> found, byte[] head) {
        found.filter(f -> f == Sniffed.VOTABLE)
                .flatMap(f -> Markup.queryError(head))
                .ifPresent(words -> {
                    throw new FinalException("an error of the service instead of " + words() + ": " + words);
                });
        if (found.isPresent() ? !accepts(found.get()) : isBinary() && isText(head)) {
            String what = found.map(f -> f.words).orElse("plain text");
            throw new FinalException(what + " instead of " + words() + quote(found, head));
        }
        if (found.isEmpty() && isBinary()) {
            throw new FinalException("unknown bytes instead of " + words());
        }
    }

    private boolean accepts(Sniffed found) {
        if (format.isEmpty()) {
            return found != Sniffed.HTML;
        }
        Sniffed wanted = format.get();
        boolean alike = wanted.isPicture() && found.isPicture();
        // FITS tools look into the file and not at its name; so a compressed one is as good.
        boolean packed = wanted == Sniffed.FITS && found.isPacked();
        boolean table = wanted == Sniffed.VOTABLE && (found == Sniffed.GZIP || found == Sniffed.XML);
        boolean page = wanted == Sniffed.HTML && found == Sniffed.XML;
        return found == wanted || alike || packed || table || page;
    }

    private boolean isBinary() {
        return format.isPresent() && !format.get().isMarkup();
    }

    List<String> notes(Optional<Sniffed> found) {
        boolean other = format.isPresent() && found.isPresent() && format.get() != found.get();
        return other ? List.of("is " + found.get().words + ", announced as " + format.get().words) : List.of();
    }

    private static boolean isText(byte[] head) {
        int looked = Math.min(head.length, 512);
        for (int i = 0; i < looked; i++) {
            int b = head[i] & 0xff;
            if (b < 32 && b != '\t' && b != '\n' && b != '\r' && b != '\f') {
                return false;
            }
        }
        return true;
    }

    private static String quote(Optional<Sniffed> found, byte[] head) {
        boolean readable = found.map(Sniffed::isMarkup).orElse(true);
        return readable ? ": \"" + Markup.plain(new String(head, StandardCharsets.UTF_8), SHOWN) + "\"" : "";
    }
}
