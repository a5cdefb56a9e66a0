import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * An archive at the end of a line: so many milliseconds to the first byte, and so many bytes per second on each connection.
 * {@code /small/} lists 1,000 FITS files of 100,800 bytes, {@code /large/} 48 of 8,389,440; each has its own content and the
 * ETag of it.
 *
 * <p>{@code java Line.java MS BYTES_PER_SECOND} prints its port on a line and serves on 127.0.0.1 until it is ended.
 */
final class Line {
    private static final int BLOCK = 2880;
    private static final int PIECE = 65_536;

    private final long delay;
    private final double rate;
    private final byte[] pixels = new byte[2913 * BLOCK];

    private record Folder(int files, int blocks) {}

    private Line(long milliseconds, double bytesPerSecond) {
        delay = milliseconds * 1_000_000;
        rate = bytesPerSecond / 1e9;
        new Random(1).nextBytes(pixels);
    }

    public static void main(String[] arguments) throws IOException {
        Line line = new Line(Long.parseLong(arguments[0]), Double.parseDouble(arguments[1]));
        try (ServerSocket server = new ServerSocket(0, 200, InetAddress.getByName("127.0.0.1"))) {
            System.out.println(server.getLocalPort());
            while (true) {
                Socket socket = server.accept();
                Thread thread = new Thread(() -> line.serve(socket));
                thread.setDaemon(true);
                thread.start();
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            BufferedReader in = new BufferedReader(
                    new InputStreamReader(new BufferedInputStream(socket.getInputStream()), StandardCharsets.ISO_8859_1));
            String request = next(in);
            while (request != null) {
                String header = in.readLine();
                while (header != null && !header.isEmpty()) {
                    header = in.readLine();
                }
                LockSupport.parkNanos(delay);
                answer(request.split(" ")[1], socket.getOutputStream());
                request = next(in);
            }
        } catch (IOException e) {
            System.err.println("line: " + e.getMessage());
        }
    }

    /** The next request line of a connection; null where its client has closed it, in whatever way. */
    private static String next(BufferedReader in) {
        try {
            return in.readLine();
        } catch (IOException e) {
            return null;
        }
    }

    private void answer(String path, OutputStream out) throws IOException {
        String[] parts = path.split("/");
        Folder folder = parts.length > 1 && parts[1].equals("large") ? new Folder(48, 2913) : new Folder(1000, 35);
        if (path.endsWith("/")) {
            byte[] listing = listing(folder).getBytes(StandardCharsets.UTF_8);
            head(out, "text/html; charset=utf-8", listing.length, "listing");
            out.write(listing);
            return;
        }
        int number = Integer.parseInt(parts[2].replaceAll("[^0-9]", ""));
        head(out, "application/fits", folder.blocks() * BLOCK, parts[1] + number);
        file(out, number, folder.blocks());
    }

    private static String listing(Folder folder) {
        StringBuilder html = new StringBuilder("<html><head><title>Index of /</title></head><body><pre>\n");
        for (int i = 0; i < folder.files(); i++) {
            String name = "f%04d.fits".formatted(i);
            html.append("<a href=\"").append(name).append("\">").append(name).append("</a>\n");
        }
        return html.append("</pre></body></html>\n").toString();
    }

    private static void head(OutputStream out, String type, int length, String etag) throws IOException {
        String head = "HTTP/1.1 200 OK\r\nContent-Type: %s\r\nContent-Length: %d\r\nETag: \"%s\"\r\nAccept-Ranges: bytes\r\n\r\n"
                .formatted(type, length, etag);
        out.write(head.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** A header with the number of the file, then pixels that begin elsewhere in each file. */
    private void file(OutputStream out, int number, int blocks) throws IOException {
        byte[] header = header(number, (blocks - 1) * BLOCK);
        long begin = System.nanoTime();
        out.write(header);
        int left = (blocks - 1) * BLOCK;
        long sent = header.length;
        int at = pixels.length - left > 0 ? (int) (number * 4099L % (pixels.length - left)) : 0;
        while (left > 0) {
            int piece = Math.min(PIECE, left);
            out.write(pixels, at, piece);
            at += piece;
            left -= piece;
            sent += piece;
            long ahead = (long) (sent / rate) - (System.nanoTime() - begin);
            if (ahead > 0) {
                LockSupport.parkNanos(ahead);
            }
        }
        out.flush();
    }

    private static byte[] header(int number, int length) {
        StringBuilder cards = new StringBuilder();
        for (String card : new String[] {
            "SIMPLE  =                    T",
            "BITPIX  =                    8",
            "NAXIS   =                    1",
            "NAXIS1  = %20d".formatted(length),
            "OBS_ID  = %20d".formatted(number),
            "END"
        }) {
            cards.append("%-80s".formatted(card));
        }
        byte[] header = new byte[BLOCK];
        Arrays.fill(header, (byte) ' ');
        byte[] text = cards.toString().getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(text, 0, header, 0, text.length);
        return header;
    }
}
