package io.camelopard.fits;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** Writes the file of a cutout. */
record CutoutWriter(Source source, CutoutPlan.Found found, boolean others) {

    void write(OutputStream out) throws IOException {
        if (others || found.hdu().number() == 0) {
            copy(0, found.hdu().at(), out);
        } else {
            writePrimary(out);
        }
        writeCut(out);
        if (others) {
            HduReader reader = new HduReader(source);
            long end = 0;
            for (Hdu hdu = reader.next(); hdu != null; hdu = reader.next()) {
                end = hdu.data() + hdu.bytes();
            }
            copy(Math.min(found.hdu().end(), end), end, out);
        }
    }

    private void copy(long from, long to, OutputStream out) throws IOException {
        Bytes.copy(source, from, to, out);
        Bytes.pad(to - from, 0, out);
    }

    /** That of the file, where nothing but a header: it is there that TELESCOP and DATE-OBS often are. */
    private void writePrimary(OutputStream out) throws IOException {
        Hdu first = new HduReader(source).next();
        if (first != null && first.bytes() == 0) {
            copy(0, first.data(), out);
            return;
        }
        out.write(new HeaderEditor(new Header(List.of(
                        HeaderEditor.card("SIMPLE", "T", ""),
                        HeaderEditor.card("BITPIX", "8", ""),
                        HeaderEditor.card("NAXIS", "0", ""),
                        HeaderEditor.card("EXTEND", "T", ""))))
                .toBytes());
    }

    private void writeCut(OutputStream out) throws IOException {
        Window window = found.window();
        String history = "Pixels [%d:%d,%d:%d] of %s, cut out by Camelopard"
                .formatted(
                        window.x() + 1,
                        window.x() + window.width(),
                        window.y() + 1,
                        window.y() + window.height(),
                        found.hdu().name());
        out.write(CutHeader.of(found.image().header(), found.box(), history).toBytes());
        found.image().write(found.box(), out);
        Bytes.pad(found.box().size() * found.image().width(), 0, out);
    }
}
