package io.camelopard.vo;

import io.camelopard.vo.SodaCutout.Interval;
import io.camelopard.votable.Param;
import io.camelopard.votable.ServiceDescriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A SODA service for one dataset, as the descriptor of a link describes it (SODA 1.0, section 4): what it can cut out, and
 * the request for that. Immutable.
 */
public final class Soda {
    private static final String STANDARD = "ivo://ivoa.net/std/soda";

    private final List<Param> inputs;
    private final String url;
    private final boolean sync;

    private Soda(List<Param> inputs, String url, boolean sync) {
        this.inputs = inputs;
        this.url = url;
        this.sync = sync;
    }

    /** Empty where the descriptor is of something else, or there is none. */
    public static Optional<Soda> of(@Nullable ServiceDescriptor descriptor) {
        if (descriptor == null) {
            return Optional.empty();
        }
        String url = Values.text(descriptor.accessUrl());
        String standard = Values.text(descriptor.standardId());
        String lower = standard == null ? "" : standard.toLowerCase(Locale.ROOT);
        return url == null || !lower.startsWith(STANDARD)
                ? Optional.empty()
                : Optional.of(new Soda(descriptor.inputs(), url, !lower.contains("#async")));
    }

    /** Whether it answers with the file; else a job has to be made of it. */
    public boolean sync() {
        return sync;
    }

    /** What the service calls the dataset; empty where only its address says that. */
    public String dataset() {
        return Stream.concat(
                        inputs.stream()
                                .map(input -> Map.entry(input.name(), String.valueOf(Values.text(input.value())))),
                        Urls.params(url).stream())
                .filter(param -> param.getKey().equalsIgnoreCase("ID"))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("");
    }

    /**
     * Why it cannot cut that out, for people; null where it can, as far as one can know. A cutout that reaches beyond the
     * data is no obstacle; one that does not touch them is.
     */
    public @Nullable String obstacle(SodaCutout cutout, @Nullable Target target) {
        Optional<String> open = inputs.stream()
                .filter(input -> input.ref() != null)
                .map(input -> "its input " + input.name() + " is to come from a value that is not there")
                .findFirst();
        return open.or(() -> SodaShape.of(cutout, target).stream()
                        .map(this::obstacle)
                        .filter(Objects::nonNull)
                        .findFirst())
                .or(() -> Optional.ofNullable(obstacle(SodaInput.BAND, cutout.band())))
                .or(() -> Optional.ofNullable(obstacle(SodaInput.TIME, cutout.time())))
                .or(() -> Optional.ofNullable(cutout.pol().isEmpty() ? null : obstacle(cutout.pol())))
                .map(reason -> Urls.shown(url) + ": " + reason)
                .orElse(null);
    }

    private @Nullable String obstacle(SodaShape shape) {
        if (name(shape) == null) {
            return switch (shape.kind()) {
                case CIRCLE -> "takes neither CIRCLE nor POS";
                case POLYGON -> "takes neither POLYGON nor POS";
                case RANGE -> "takes no POS, which alone has RANGE";
            };
        }
        SkyCap wanted = shape.cap();
        return Stream.of(SodaInput.CIRCLE, SodaInput.POLYGON)
                .flatMap(input -> find(input).stream())
                .filter(param ->
                        wanted != null && !limit(param).map(wanted::touches).orElse(true))
                .map(param -> shape + " is outside of the data, which are within " + param.max())
                .findFirst()
                .orElse(null);
    }

    // MAX is the smallest shape around the data; there is no MIN (SODA 1.0, section 4.2).
    private static Optional<SkyCap> limit(Param param) {
        List<Double> max = numbers(param.max());
        if (SodaInput.CIRCLE.is(param)) {
            return max.size() == 3 ? Optional.of(new SkyCap(max.get(0), max.get(1), max.get(2))) : Optional.empty();
        }
        return max.size() >= 6 && max.size() % 2 == 0 ? Optional.of(SkyCap.around(max)) : Optional.empty();
    }

    /** Whether the cutout has all of the data in it, as far as the service tells what they cover. */
    public boolean takesAll(SodaCutout cutout, @Nullable Target target) {
        boolean spatial =
                cutout.band() == null && cutout.time() == null && cutout.pol().isEmpty();
        return spatial
                && SodaShape.of(cutout, target).stream()
                        .filter(shape -> shape.kind() == SodaShape.Kind.CIRCLE)
                        .map(SodaShape::cap)
                        .anyMatch(circle -> circle != null && limits().anyMatch(circle::contains));
    }

    private Stream<SkyCap> limits() {
        return Stream.of(SodaInput.CIRCLE, SodaInput.POLYGON)
                .flatMap(input -> find(input).stream())
                .flatMap(param -> limit(param).stream());
    }

    private @Nullable String obstacle(SodaInput input, @Nullable Interval wanted) {
        if (wanted == null) {
            return null;
        }
        if (!takes(input)) {
            return "takes no " + input;
        }
        // MIN and MAX hold a bound each; some services have both of them in MAX.
        List<Double> max = find(input).map(param -> numbers(param.max())).orElse(List.of());
        List<Double> min = max.size() == 2
                ? max
                : find(input).map(param -> numbers(param.min())).orElse(List.of());
        boolean below = !min.isEmpty() && wanted.max() < min.get(0);
        boolean above = !max.isEmpty() && wanted.min() > max.get(max.size() - 1);
        return below || above
                ? "%s %s is outside of the data, which have %s to %s"
                        .formatted(
                                input,
                                wanted,
                                min.isEmpty() ? "-Inf" : min.get(0),
                                max.isEmpty() ? "+Inf" : max.get(max.size() - 1))
                : null;
    }

    private @Nullable String obstacle(List<String> states) {
        if (!takes(SodaInput.POL)) {
            return "takes no POL";
        }
        List<String> options = find(SodaInput.POL).map(Param::options).orElse(List.of());
        boolean none = !options.isEmpty() && options.stream().noneMatch(states::contains);
        return none ? "has POL " + String.join(", ", options) + " and none of " + String.join(", ", states) : null;
    }

    /** The address of the cutout, of all its shapes together. */
    public String url(SodaCutout cutout, @Nullable Target target) {
        List<Map.Entry<String, String>> params = new ArrayList<>(fixed());
        SodaShape.of(cutout, target).forEach(shape -> params.add(param(shape)));
        add(params, SodaInput.BAND, cutout.band());
        add(params, SodaInput.TIME, cutout.time());
        cutout.pol().forEach(state -> params.add(Map.entry(name(SodaInput.POL), state)));
        return Urls.append(url, params);
    }

    /** What makes a job of that address: its parameters are a POST's (UWS 1.1, section 2.2.3.1). */
    public static Request job(String url) {
        return Request.post(Urls.withoutQuery(url), Urls.params(url), Request.AS_CONFIGURED, "cutout");
    }

    /** What goes with every request; what the address has already is not said twice. */
    private List<Map.Entry<String, String>> fixed() {
        List<String> there = Urls.params(url).stream()
                .map(param -> param.getKey().toUpperCase(Locale.ROOT))
                .toList();
        List<Map.Entry<String, String>> fixed = new ArrayList<>();
        for (Param input : inputs) {
            String value = Values.text(input.value());
            boolean ours = Stream.of(SodaInput.values()).anyMatch(soda -> soda.is(input));
            if (value != null && !ours && !there.contains(input.name().toUpperCase(Locale.ROOT))) {
                fixed.add(Map.entry(input.name(), value));
            }
        }
        return fixed;
    }

    private Map.Entry<String, String> param(SodaShape shape) {
        String name = name(shape);
        boolean pos = name == null
                || find(SodaInput.POS)
                        .filter(param -> param.name().equals(name))
                        .isPresent();
        return Map.entry(name == null ? "POS" : name, pos ? shape.toString() : shape.text());
    }

    private void add(List<Map.Entry<String, String>> params, SodaInput input, @Nullable Interval interval) {
        if (interval != null) {
            params.add(Map.entry(name(input), interval.toString()));
        }
    }

    /** The parameter for a shape, as the service spells it; null where it takes none. */
    private @Nullable String name(SodaShape shape) {
        Optional<SodaInput> own =
                switch (shape.kind()) {
                    case CIRCLE -> Optional.of(SodaInput.CIRCLE);
                    case POLYGON -> Optional.of(SodaInput.POLYGON);
                    case RANGE -> Optional.empty();
                };
        return own.filter(this::takes).map(this::name).orElseGet(() -> takesInPos(shape) ? name(SodaInput.POS) : null);
    }

    // POS has all its shapes (SODA 1.0, section 3.3.1); a service may list it several times with the xtype of each it
    // has.
    private boolean takesInPos(SodaShape shape) {
        return undeclared()
                || inputs.stream().filter(SodaInput.POS::is).anyMatch(param -> {
                    String type = Values.text(param.xtype());
                    return type == null || type.equalsIgnoreCase(shape.kind().name());
                });
    }

    private boolean takes(SodaInput input) {
        return undeclared() || find(input).isPresent();
    }

    /** Without a word about its inputs it is taken to have those of the standard. */
    private boolean undeclared() {
        return inputs.isEmpty();
    }

    private String name(SodaInput input) {
        return find(input).map(Param::name).orElse(input.name());
    }

    private Optional<Param> find(SodaInput input) {
        return inputs.stream().filter(input::is).findFirst();
    }

    private static List<Double> numbers(@Nullable String text) {
        String words = text == null ? "" : text.strip();
        try {
            return words.isEmpty()
                    ? List.of()
                    : Stream.of(words.split("[\\s,]+")).map(Double::valueOf).toList();
        } catch (NumberFormatException e) {
            // A limit that nobody can read is none.
            return List.of();
        }
    }
}
