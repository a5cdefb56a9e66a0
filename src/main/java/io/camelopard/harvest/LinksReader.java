package io.camelopard.harvest;

import io.camelopard.MisuseException;
import io.camelopard.vo.SodaCutout;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Makes {@code links} of the tree. */
final class LinksReader {
    private final Entry links;

    LinksReader(Entry links) {
        this.links = links;
    }

    LinkSpec read() {
        if (!links.isList()) {
            LinkSpec.Mode mode = links.choice(LinkSpec.Mode.class, LinkSpec.Mode.FOLLOW);
            boolean none = mode == LinkSpec.Mode.NONE;
            return new LinkSpec(mode, none ? List.of() : List.of(Alternative.THIS));
        }
        return new LinkSpec(
                LinkSpec.Mode.FOLLOW,
                links.items().stream().map(LinksReader::alternative).toList());
    }

    private static Alternative alternative(Entry entry) {
        return new Alternative(
                entry.at("semantics").texts(),
                entry.at("content_type").texts(),
                entry.at("content_qualifier").texts(),
                entry.at("local_semantics").texts(),
                entry.at("description").read(Regex::compile),
                entry.at("where").read(Expression::condition),
                entry.has("take") ? entry.at("take").choice(Alternative.Take.class) : null,
                entry.at("via").choice(Alternative.Via.class),
                entry.has("cutout") ? cutout(entry.at("cutout")) : null,
                PathFilter.of(globs(entry.at("include")), globs(entry.at("exclude"))),
                entry.at("name").read(Template::parse),
                entry.has("refine") ? RefineReader.read(entry.at("refine")) : null);
    }

    private static List<String> globs(Entry entry) {
        List<String> globs = new ArrayList<>();
        for (Entry item : entry.items()) {
            if (item.read(Glob::compile) != null) {
                globs.add(item.text(""));
            }
        }
        return globs;
    }

    private static SodaCutout cutout(Entry entry) {
        return new SodaCutout(
                circle(entry.at("circle")),
                polygon(entry.at("polygon")),
                range(entry.at("range")),
                interval(entry.at("band"), Quantity::wavelength),
                interval(entry.at("time"), LinksReader::time),
                entry.at("pol").texts());
    }

    private static SodaCutout.@Nullable Circle circle(Entry entry) {
        if (!entry.isList()) {
            Double radius = entry.angle();
            return radius == null ? null : new SodaCutout.Circle(null, null, radius);
        }
        List<Entry> items = entry.items();
        if (items.size() != 3 || !items.get(0).isNumber() || !items.get(1).isNumber()) {
            entry.wrong("must be a radius, or [ra, dec, radius] with ra and dec in degrees");
            return null;
        }
        Double radius = items.get(2).angle();
        Position centre = position(entry, items.get(0), items.get(1));
        return radius == null || centre == null ? null : new SodaCutout.Circle(centre.ra(), centre.dec(), radius);
    }

    private static @Nullable Position position(Entry of, Entry ra, Entry dec) {
        try {
            return Position.of(or(ra.number()), or(dec.number()));
        } catch (MisuseException e) {
            of.wrong(String.valueOf(e.getMessage()));
            return null;
        }
    }

    private static List<Double> polygon(Entry entry) {
        List<Double> numbers =
                entry.items().stream().map(item -> or(item.number())).toList();
        if (numbers.size() % 2 != 0) {
            entry.wrong("must be ra and dec of each corner in turn, and this is an odd number of values");
        }
        for (int i = 0; i + 1 < numbers.size(); i += 2) {
            position(entry, entry.items().get(i), entry.items().get(i + 1));
        }
        return numbers;
    }

    private static SodaCutout.@Nullable Range range(Entry entry) {
        List<Double> numbers =
                entry.items().stream().map(item -> or(item.number())).toList();
        if (numbers.size() != 4) {
            return null;
        }
        if (numbers.get(2) > numbers.get(3)) {
            entry.wrong("must be [ra min, ra max, dec min, dec max]");
        }
        return new SodaCutout.Range(numbers.get(0), numbers.get(1), numbers.get(2), numbers.get(3));
    }

    private static SodaCutout.@Nullable Interval interval(
            Entry entry, java.util.function.Function<String, Double> parser) {
        if (entry.items().size() != 2) {
            return null;
        }
        Double min = entry.items().get(0).readScalar(parser);
        Double max = entry.items().get(1).readScalar(parser);
        if (min != null && max != null && min > max) {
            entry.wrong("the first is more than the second");
        }
        return min == null || max == null ? null : new SodaCutout.Interval(min, max);
    }

    private static Double time(String text) {
        if (text.strip().matches("[+-]?(\\.inf|Inf|inf)")) {
            return text.strip().startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        }
        Double mjd = Mjd.parse(text);
        if (mjd == null) {
            throw new MisuseException("is neither MJD nor ISO 8601");
        }
        return mjd;
    }

    private static double or(@Nullable Double number) {
        return Objects.requireNonNullElse(number, 0.0);
    }
}
