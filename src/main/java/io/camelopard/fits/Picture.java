package io.camelopard.fits;

import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An image with what is around it: the title above, a scale bar and a colour bar below. What there is no room for is left out.
 * Written once.
 */
final class Picture {
    private static final int BACKGROUND = 0xff15181d;
    private static final int BORDER = 0xff3b424d;
    private static final int BRIGHT = 0xffeceff3;
    private static final int DIM = 0xffa9b2bf;
    private static final int BLANK = 0;
    private static final int SMALLEST_TEXT = 11;
    private static final int LARGEST_TEXT = 64;
    /** Of the longer side, how much the text is high. */
    private static final double TEXT = 1 / 64.0;

    private final Preview wanted;
    private final Limits limits;
    private final Caption caption;
    private final Reduction reduction;
    private final Colormap colours;
    private final @Nullable ScaleBar scale;
    private final int columns;
    private final int lines;
    private final int factor;
    private final int unit;
    private final Canvas header;
    private final Canvas footer;

    Picture(Preview wanted, Pixels pixels, Limits limits, Caption caption) {
        this.wanted = wanted;
        this.limits = limits;
        this.caption = caption;
        this.colours = Colormap.named(wanted.colormap());
        double longer = Math.max(pixels.columns(), pixels.rows());
        double reduce = Math.min(1, wanted.size() / longer);
        this.columns = (int) Math.max(1, Math.round(pixels.columns() * reduce));
        this.lines = (int) Math.max(1, Math.round(pixels.rows() * reduce));
        this.factor = (int) Math.max(1, wanted.size() / longer);
        this.reduction = new Reduction(pixels, columns, lines);
        this.scale = ScaleBar.of(pixels.image().header(), pixels.columns(), pixels.rows());
        double text = Math.max(columns, lines) * factor * TEXT;
        this.unit = (int) Math.max(SMALLEST_TEXT, Math.min(LARGEST_TEXT, Math.round(text)));
        this.header = header();
        this.footer = footer();
    }

    private int margin() {
        return unit * 3 / 2;
    }

    private int border() {
        return Math.max(1, unit / 16);
    }

    private int imageWidth() {
        return columns * factor;
    }

    int width() {
        return imageWidth() + 2 * margin();
    }

    int height() {
        return header.height() + lines * factor + footer.height();
    }

    private Canvas header() {
        double size = unit * 1.15;
        String title = Glyphs.fit(caption.title(), size, imageWidth());
        Canvas canvas = new Canvas(width(), title.isEmpty() ? margin() : unit * 3, BACKGROUND);
        canvas.text(title, size, margin(), unit * 1.95, BRIGHT);
        canvas.rectangle(
                margin() - border(), canvas.height() - border(), imageWidth() + 2 * border(), border(), BORDER);
        return canvas;
    }

    private Canvas footer() {
        boolean room = imageWidth() >= unit * 6;
        Canvas canvas = new Canvas(width(), room ? unit * 9 / 2 : margin(), BACKGROUND);
        canvas.rectangle(margin() - border(), 0, imageWidth() + 2 * border(), border(), BORDER);
        if (room) {
            int from = margin() + drawScale(canvas);
            drawColours(canvas, from, margin() + imageWidth() - drawUnit(canvas));
        }
        return canvas;
    }

    /** @return how much room it took */
    private int drawScale(Canvas canvas) {
        int length = scale == null ? 0 : (int) Math.round(scale.share() * imageWidth());
        if (scale == null || length < unit / 2 || length > imageWidth() / 2) {
            return 0;
        }
        int thick = Math.max(1, unit / 8);
        int middle = unit * 7 / 4;
        canvas.rectangle(margin(), middle - thick / 2, length, thick, BRIGHT);
        canvas.rectangle(margin(), middle - unit / 3, thick, unit * 2 / 3, BRIGHT);
        canvas.rectangle(margin() + length - thick, middle - unit / 3, thick, unit * 2 / 3, BRIGHT);
        double label = Glyphs.width(scale.label(), unit);
        canvas.text(scale.label(), unit, margin() + Math.max(0, (length - label) / 2), baseline(), BRIGHT);
        return (int) Math.ceil(Math.max(length, label)) + unit * 2;
    }

    private double baseline() {
        return unit * 3.55;
    }

    /** @return how much room it took */
    private int drawUnit(Canvas canvas) {
        double width = Glyphs.width(caption.unit(), unit);
        if (caption.unit().isEmpty() || width > imageWidth() / 5.0) {
            return 0;
        }
        canvas.text(caption.unit(), unit, margin() + imageWidth() - width, unit * 2.12, DIM);
        return (int) Math.ceil(width) + unit;
    }

    private void drawColours(Canvas canvas, int from, int to) {
        int length = to - from;
        if (length < unit * 3) {
            return;
        }
        int top = unit * 5 / 4;
        for (int x = 0; x < length; x++) {
            canvas.rectangle(from + x, top, 1, unit, colours.colour((x + 0.5) / length));
        }
        double free = Double.NEGATIVE_INFINITY;
        for (BigDecimal tick : Ticks.of(wanted.stretch(), limits, Math.max(2, Math.min(6, length / (unit * 6))))) {
            String label = Ticks.text(tick);
            double width = Glyphs.width(label, unit);
            double at = from + length * wanted.stretch().brightness(limits.fraction(tick.doubleValue()));
            double start = Math.max(from, Math.min(to - width, at - width / 2));
            if (start >= free && width <= length) {
                canvas.rectangle(
                        (int) Math.max(from, Math.min(to - border(), Math.round(at - border() / 2.0))),
                        top + unit,
                        border(),
                        unit / 3,
                        DIM);
                canvas.text(label, unit, start, baseline(), DIM);
                free = start + width + unit * 0.6;
            }
        }
    }

    void write(OutputStream out) throws IOException {
        try (Png png = new Png(out, width(), height())) {
            for (int y = 0; y < header.height(); y++) {
                png.row(header.row(y));
            }
            for (int line = lines - 1; line >= 0; line--) {
                int[] row = row(reduction.line(line));
                for (int i = 0; i < factor; i++) {
                    png.row(row);
                }
            }
            for (int y = 0; y < footer.height(); y++) {
                png.row(footer.row(y));
            }
        }
    }

    private int[] row(double[] values) {
        int[] row = new int[width()];
        Arrays.fill(row, BACKGROUND);
        Arrays.fill(row, margin() - border(), margin() + imageWidth() + border(), BORDER);
        for (int x = 0; x < imageWidth(); x++) {
            double value = values[x / factor];
            row[margin() + x] = Double.isFinite(value)
                    ? colours.colour(wanted.stretch().brightness(limits.fraction(value)))
                    : BLANK;
        }
        return row;
    }
}
