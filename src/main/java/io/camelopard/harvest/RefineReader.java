package io.camelopard.harvest;

import io.camelopard.MisuseException;
import io.camelopard.votable.TableFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Makes {@code refine} of the tree. */
final class RefineReader {
    private static final int BINS = 512;
    private static final List<String> STEPS =
            List.of("decompress", "cutout", "remote_cutout", "preview", "histogram", "header", "convert", "route");

    private RefineReader() {}

    static List<Refine> read(Entry refine) {
        List<Refine> steps = new ArrayList<>();
        for (Entry step : refine.items()) {
            if (step.isText() && !step.text("").equals("decompress")) {
                step.wrong(noStep(step.text("")));
            } else if (step.isText()) {
                steps.add(new Refine.Decompress(Refine.OnFailure.KEEP_ORIGINAL));
            }
            step.fields().forEach((name, entry) -> add(steps, name, entry));
        }
        return steps;
    }

    private static String noStep(String text) {
        return STEPS.contains(text)
                ? "needs options; write {" + text + ": {…}}"
                : "is no step" + Nearest.hint(text, STEPS) + "; the steps are " + String.join(", ", STEPS)
                        + ", each but decompress with options";
    }

    private static void add(List<Refine> steps, String name, Entry entry) {
        Refine step = step(name, entry, entry.at("on_failure").choice(Refine.OnFailure.class));
        if (step != null) {
            steps.add(step);
        }
    }

    private static @Nullable Refine step(String name, Entry entry, Refine.OnFailure onFailure) {
        return switch (name) {
            case "decompress" -> new Refine.Decompress(onFailure);
            case "cutout", "remote_cutout" -> cutout(entry, name.equals("remote_cutout"), onFailure);
            case "preview" -> preview(entry, onFailure);
            case "histogram" -> histogram(entry, onFailure);
            case "header" -> new Refine.Header(keywords(entry.at("keywords")), onFailure);
            case "convert" -> convert(entry, onFailure);
            case "route" -> new Refine.Route(entry.text(entry.at("id").text("")), onFailure);
            default -> null;
        };
    }

    private static Refine convert(Entry entry, Refine.OnFailure onFailure) {
        entry.at("to").read(text -> TableFormat.named(text)
                .orElseThrow(() -> new MisuseException(
                        "is no format of tables that is written; those are votable, fits, csv, ecsv, txt, parquet")));
        return new Refine.Convert(entry.at("to").text(""), onFailure);
    }

    private static Refine cutout(Entry entry, boolean remote, Refine.OnFailure onFailure) {
        if (entry.isMapping() && entry.has("circle") == entry.has("box")) {
            entry.wrong(entry.has("box") ? "circle and box are two shapes; keep one" : "needs circle or box");
        }
        List<Entry> box = entry.at("box").items();
        Double width = box.size() == 2 ? box.get(0).angle() : null;
        Double height = box.size() == 2 ? box.get(1).angle() : null;
        entry.at("at").read(RefineReader::centre);
        return new Refine.Cutout(
                entry.at("circle").angle(),
                width == null || height == null ? null : new Search.Size(width, height),
                hdu(entry),
                entry.at("at").text(),
                entry.at("keep_original").flag(),
                remote,
                onFailure);
    }

    private static Position centre(String text) {
        return Position.parse(text).orElseThrow(() -> new MisuseException("must be a position such as \"83.6 22.0\""));
    }

    private static Refine preview(Entry entry, Refine.OnFailure onFailure) {
        Double min = entry.at("min").number();
        Double max = entry.at("max").number();
        if (min != null && max != null && min >= max) {
            entry.at("min").wrong("must be less than max, which is " + max);
        }
        if (entry.has("percentile") && (min != null || max != null)) {
            entry.at("percentile").wrong("min and max, or percentile; keep one way");
        }
        return new Refine.Preview(
                entry.at("stretch").choice(Refine.Stretch.class),
                entry.at("colormap").text("gray"),
                min,
                max,
                entry.at("percentile").number(),
                entry.at("size").integer(),
                hdu(entry),
                onFailure);
    }

    private static Refine histogram(Entry entry, Refine.OnFailure onFailure) {
        List<Entry> bins = entry.at("bins").items();
        Integer x = bins.isEmpty() ? (Integer) BINS : bins.get(0).integer();
        Integer y = bins.isEmpty() ? (Integer) BINS : bins.get(bins.size() - 1).integer();
        return new Refine.Histogram(
                entry.at("x").text(""),
                entry.at("y").text(""),
                Objects.requireNonNullElse(x, BINS),
                Objects.requireNonNullElse(y, BINS),
                hdu(entry),
                entry.at("stretch").choice(Refine.Stretch.class),
                entry.at("colormap").text("gray"),
                onFailure);
    }

    private static @Nullable String hdu(Entry entry) {
        return entry.has("hdu") ? entry.at("hdu").raw() : null;
    }

    private static List<String> keywords(Entry entry) {
        entry.items()
                .forEach(item -> item.read(text -> {
                    if (!text.matches("[A-Za-z0-9_-]{1,8}|HIERARCH .{1,60}")) {
                        throw new MisuseException("is no FITS keyword: at most eight letters, digits, - and _");
                    }
                    return text;
                }));
        return entry.texts();
    }
}
