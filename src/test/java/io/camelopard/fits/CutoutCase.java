package io.camelopard.fits;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A question and its answer, as src/test/astropy/cutouts.py writes them. */
final class CutoutCase {
    private final List<String[]> lines;
    private final String text;

    private CutoutCase(String text, Stream<String> lines) {
        this.text = text;
        this.lines = lines.map(line -> line.split(" ", -1)).toList();
    }

    /** One with a header. */
    static CutoutCase withHeader(Path file) throws IOException {
        String text = Files.readString(file);
        return new CutoutCase(
                text, text.lines().dropWhile(line -> !line.equals("END")).skip(1));
    }

    /** One whose image is a file beside it. */
    static CutoutCase ofFile(Path file) throws IOException {
        String text = Files.readString(file);
        return new CutoutCase(text, text.lines());
    }

    Header header() {
        return HeaderText.header(text);
    }

    Cutout cutout() {
        return new Cutout(new SkyPoint(number("target", 1), number("target", 2)), extent(), null, false);
    }

    private Extent extent() {
        return all("circle").isEmpty()
                ? new Extent.Rectangle(number("box", 1), number("box", 2))
                : new Extent.Circle(number("circle", 1));
    }

    boolean isOutside() {
        return !all("outside").isEmpty();
    }

    Cutout.Outcome.Cut cut(int hdu) {
        return new Cutout.Outcome.Cut(
                hdu, (long) number("cut", 1), (long) number("cut", 2), (long) number("cut", 3), (long)
                        number("cut", 4));
    }

    String crc32(String of) {
        return all(of).get(0)[of.equals("full") ? 2 : 1];
    }

    /** Pixels of the cut image and where they are. */
    List<String[]> sky() {
        return all("sky");
    }

    private double number(String key, int at) {
        return Double.parseDouble(all(key).get(0)[at]);
    }

    private List<String[]> all(String key) {
        return lines.stream().filter(words -> words[0].equals(key)).toList();
    }
}
