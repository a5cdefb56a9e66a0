package io.camelopard.fits;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/** A file that a test looks at: all its HDUs. */
record FitsFile(List<Hdu> hdus, Source source) {

    static FitsFile read(Path file) throws IOException {
        try (FileSource source = FileSource.open(file)) {
            List<Hdu> hdus = new ArrayList<>();
            HduReader reader = new HduReader(source);
            for (Hdu hdu = reader.next(); hdu != null; hdu = reader.next()) {
                hdus.add(hdu);
            }
            return new FitsFile(hdus, source);
        }
    }

    static byte[] data(Path file, int number) throws IOException {
        Hdu hdu = read(file).hdus().get(number);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (FileSource source = FileSource.open(file)) {
            Bytes.copy(source, hdu.data(), hdu.data() + hdu.bytes(), out);
        }
        return out.toByteArray();
    }

    static String crc32(byte[] bytes) {
        CRC32 sum = new CRC32();
        sum.update(bytes);
        return "%08x".formatted(sum.getValue());
    }
}
