package io.camelopard.fits;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The letters of the texts around a picture. They are outlines of our own, since the fonts of Java need fontconfig, a font and
 * often a display where it runs.
 */
final class Glyphs {
    private static final double UNITS = 2048;
    private static final String ELLIPSIS = "…";
    private static final Map<Integer, Glyph> ALL = read();

    private Glyphs() {}

    /** One letter in units of the font; x and y in turn, up is positive. */
    record Glyph(double width, List<double[]> contours) {}

    /** The lines of a resource without its comments. */
    static List<String> lines(String resource) {
        try (InputStream in = Objects.requireNonNull(Glyphs.class.getResourceAsStream(resource), resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<Integer, Glyph> read() {
        Map<Integer, Glyph> all = new HashMap<>();
        for (String line : lines("glyphs.txt")) {
            String[] parts = line.split(" ?\\| ");
            String[] start = parts[0].split(" ", 2);
            List<double[]> contours = new ArrayList<>();
            for (String part : Arrays.asList(parts).subList(1, parts.length)) {
                contours.add(Arrays.stream(part.split(" "))
                        .mapToDouble(Double::parseDouble)
                        .toArray());
            }
            all.put(Integer.parseInt(start[0], 16), new Glyph(Double.parseDouble(start[1]), List.copyOf(contours)));
        }
        return all;
    }

    /** A question mark for a letter that is not there. */
    private static Glyph of(int letter) {
        return Objects.requireNonNull(ALL.getOrDefault(letter, ALL.get((int) '?')));
    }

    /** How wide a text is, in pixels. */
    static double width(String text, double size) {
        return text.chars().mapToDouble(letter -> of(letter).width()).sum() * size / UNITS;
    }

    /** As much of a text as there is room for, with an ellipsis if it is not all; empty if next to nothing is left. */
    static String fit(String text, double size, double room) {
        String left = text;
        while (!left.isEmpty() && width(left.equals(text) ? text : left + ELLIPSIS, size) > room) {
            left = left.substring(0, left.length() - 1).stripTrailing();
        }
        return left.equals(text) ? text : left.length() < 2 ? "" : left + ELLIPSIS;
    }

    /** Contours in pixels, down is positive. */
    static List<double[]> outline(String text, double size, double x, double baseline) {
        double scale = size / UNITS;
        double at = x;
        List<double[]> outline = new ArrayList<>();
        for (int letter : text.chars().toArray()) {
            Glyph glyph = of(letter);
            for (double[] contour : glyph.contours()) {
                double[] moved = new double[contour.length];
                for (int i = 0; i < contour.length; i += 2) {
                    moved[i] = at + contour[i] * scale;
                    moved[i + 1] = baseline - contour[i + 1] * scale;
                }
                outline.add(moved);
            }
            at += glyph.width() * scale;
        }
        return outline;
    }
}
