package io.camelopard.fits;

import io.camelopard.FinalException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A FITS file with its compressed images as plain ones (FITS 4.0, section 10.1); all other HDUs, compressed tables too, are
 * copied byte by byte. An image that was the primary one (ZSIMPLE) is it again, and the empty HDU before it goes, unless that has
 * more to say than fpack put there. CHECKSUM and DATASUM of the images are left out: they were those of the table, and the
 * header is not what it was to the byte. Not thread-safe.
 */
final class Untile {
    private static final Set<String> EMPTY =
            Set.of("SIMPLE", "BITPIX", "NAXIS", "EXTEND", "BLOCKED", "LONGSTRN", "CHECKSUM", "DATASUM");

    private final Source source;
    private boolean due;
    private boolean primary;
    private long bytes;

    private Untile(Source source) {
        this.source = source;
    }

    /** Whether it is a FITS file at all. */
    static boolean isFor(Source source) throws IOException {
        return source.length() >= Bytes.BLOCK
                && new String(new ReadAhead(source).bytes(0, Header.KEYWORD), StandardCharsets.ISO_8859_1)
                        .equals("SIMPLE  ");
    }

    /** @throws FinalException for a file that is not whole */
    static Untile of(Source source) throws IOException {
        Untile untile = new Untile(source);
        untile.look();
        return untile;
    }

    /** Whether there is a compressed image. */
    boolean isDue() {
        return due;
    }

    /** How many bytes it will have. */
    long bytes() {
        return bytes;
    }

    private void look() throws IOException {
        HduReader reader = new HduReader(source);
        boolean empty = false;
        for (Hdu hdu = reader.next(); hdu != null; hdu = reader.next()) {
            hdu.checkWhole(source);
            boolean compressed = CompressedHeader.isIn(hdu);
            due |= compressed;
            empty |= hdu.number() == 0
                    && hdu.bytes() == 0
                    && EMPTY.containsAll(hdu.header().keywords());
            primary |= hdu.number() == 1 && compressed && empty && hdu.header().isTrue("ZSIMPLE");
            bytes = Math.addExact(bytes, size(hdu, compressed));
        }
    }

    private long size(Hdu hdu, boolean compressed) {
        if (!compressed) {
            return hdu.end() - hdu.at();
        }
        try {
            TileGrid grid = TileGrid.of(hdu);
            long pixel = Math.abs(hdu.header().whole("ZBITPIX", hdu.name())) / 8;
            return Math.multiplyExact(Box.of(grid.shape()).size(), pixel);
        } catch (ArithmeticException e) {
            throw new FinalException(hdu.name() + " claims more pixels than can be counted", e);
        }
    }

    /** @throws FinalException for a tile that is damaged */
    void write(OutputStream out) throws IOException {
        HduReader reader = new HduReader(source);
        for (@Nullable Hdu hdu = reader.next(); hdu != null; hdu = reader.next()) {
            if (CompressedHeader.isIn(hdu)) {
                writeImage(hdu, out);
            } else if (hdu.number() > 0 || !primary) {
                Bytes.copy(source, hdu.at(), hdu.data() + hdu.bytes(), out);
                Bytes.pad(hdu.bytes(), filler(hdu), out);
            }
        }
    }

    private void writeImage(Hdu hdu, OutputStream out) throws IOException {
        TiledImage image = TiledImage.of(source, hdu);
        Header header = hdu.number() == 1 && primary ? CompressedHeader.toPrimary(hdu, image.shape()) : image.header();
        Box all = Box.of(image.shape());
        out.write(new HeaderEditor(header).toBytes());
        image.write(all, out);
        Bytes.pad(all.size() * image.width(), 0, out);
    }

    /** Of the last block: blanks in a table of text (FITS 4.0, section 7.2.3), else zeros. */
    private static int filler(Hdu hdu) {
        return hdu.header().text("XTENSION", "").strip().equals("TABLE") ? ' ' : 0;
    }
}
