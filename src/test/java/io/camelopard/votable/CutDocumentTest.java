package io.camelopard.votable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.camelopard.FinalException;
import io.camelopard.TransientException;
import io.camelopard.votable.Samples.Sample;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * A document that was cut off anywhere is never taken for a whole one: not by the reader, not by the scan, not plain, not
 * gzipped. Only white space after the last element may be missing.
 */
class CutDocumentTest {
    private static final List<Sample> SAMPLES = Samples.votables();

    @Provide
    Arbitrary<Sample> samples() {
        return Arbitraries.of(SAMPLES);
    }

    @Property(tries = 400)
    void aCutDocumentIsNotUsed(@ForAll("samples") Sample sample, @ForAll int where) {
        byte[] whole = sample.plain();
        int length = Math.floorMod(where, whole.length);
        byte[] cut = Arrays.copyOf(whole, length);
        if (isWhiteSpace(whole, length)) {
            assertThat(Documents.read(cut).rows())
                    .hasSameSizeAs(Documents.read(whole).rows());
            return;
        }
        assertThatThrownBy(() -> Documents.read(cut)).isInstanceOfAny(TransientException.class, FinalException.class);
        assertThatThrownBy(() -> Documents.scan(cut, Limits.defaults()))
                .isInstanceOfAny(TransientException.class, FinalException.class);
    }

    @Property(tries = 200)
    void aCutGzipIsNotUsed(@ForAll("samples") Sample sample, @ForAll int where) {
        byte[] whole = Samples.gzip(sample.plain());
        byte[] cut = Arrays.copyOf(whole, Math.floorMod(where, whole.length));
        assertThatThrownBy(() -> Documents.read(cut)).isInstanceOfAny(TransientException.class, FinalException.class);
        assertThatThrownBy(() -> Documents.scan(cut, Limits.defaults()))
                .isInstanceOfAny(TransientException.class, FinalException.class);
    }

    @Property(tries = 200)
    void aCutNearTheEndIsNotUsed(@ForAll("samples") Sample sample, @ForAll int where) {
        byte[] whole = sample.plain();
        int end = new String(whole, StandardCharsets.ISO_8859_1).lastIndexOf('>');
        byte[] cut = Arrays.copyOf(whole, end - Math.floorMod(where, Math.min(end, 60)));
        assertThatThrownBy(() -> Documents.read(cut)).isInstanceOf(TransientException.class);
        assertThatThrownBy(() -> Documents.scan(cut, Limits.defaults())).isInstanceOf(TransientException.class);
    }

    private static boolean isWhiteSpace(byte[] bytes, int from) {
        return new String(bytes, from, bytes.length - from, StandardCharsets.ISO_8859_1).isBlank();
    }
}
