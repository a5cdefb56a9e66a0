package io.camelopard.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.camelopard.testing.Child;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A listing of any length is read in a heap that a part of its entries would fill. */
class ListingMemoryTest {
    private static final URI PAGE = URI.create("http://h.org/data/obs/");

    @TempDir
    Path folder;

    @Test
    void readsManyEntriesInLittleMemory() {
        assertReads(200_000);
    }

    @Test
    @Tag("faults")
    void readsAMillionEntriesInLittleMemory() {
        assertReads(1_000_000);
    }

    private void assertReads(int entries) {
        try (Child child = Child.start(folder, List.of("-Xmx16m"), Reader.class.getName(), String.valueOf(entries))) {
            assertThat(child.status(Duration.ofMinutes(5))).as(child.output()).isZero();
            assertThat(child.out().strip()).isEqualTo(entries + " " + entries);
        }
    }

    /** The JVM with the small heap. */
    static final class Reader {
        private Reader() {}

        public static void main(String[] args) {
            int entries = Integer.parseInt(args[0]);
            System.out.println(count(entries, true) + " " + count(entries, false));
        }

        private static long count(int entries, boolean table) {
            AtomicLong count = new AtomicLong();
            Listing.read(
                    new Generated(entries, table), PAGE, PAGE, Limits.defaults(), entry -> count.incrementAndGet());
            return count.get();
        }
    }

    /** A listing that is made while it is read. */
    private static final class Generated extends InputStream {
        private final int entries;
        private final boolean table;
        private int next = -1;
        private InputStream piece = InputStream.nullInputStream();

        Generated(int entries, boolean table) {
            this.entries = entries;
            this.table = table;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int n = piece.read(buffer, offset, length);
            while (n < 0 && next <= entries) {
                piece = new ByteArrayInputStream(text(next++).getBytes(StandardCharsets.UTF_8));
                n = piece.read(buffer, offset, length);
            }
            return n;
        }

        private String text(int i) {
            if (i < 0) {
                return "<html><head><title>Index of /data/obs</title></head><body>" + (table ? "<table>" : "<pre>");
            }
            if (i == entries) {
                return (table ? "</table>" : "</pre>") + "</body></html>";
            }
            String name = "nu" + i + "A01_cl.evt.gz";
            return table
                    ? "<tr><td><img src=\"/icons/x.gif\" alt=\"[   ]\"></td><td><a href=\"" + name + "\">" + name
                            + "</a></td><td align=\"right\">29-Nov-2005 16:27  </td><td align=\"right\">2.3K</td><td>&nbsp;</td></tr>\n"
                    : "<img src=\"/icons/x.gif\" alt=\"[   ]\"> <a href=\"" + name + "\">" + name
                            + "</a>   2020-11-06 20:20  1.7M  \n";
        }
    }
}
