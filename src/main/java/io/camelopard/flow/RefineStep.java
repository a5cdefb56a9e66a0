package io.camelopard.flow;

import io.camelopard.harvest.Refine;
import io.camelopard.harvest.Search;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One call of a step: the endpoint that is sent the file, and what becomes of what comes back.
 *
 * @param adds whether a file that comes back is stored as well, and not in place of the one that was sent
 * @param goesOn whether the steps that follow get the added file
 * @param ofAdded whether it gets what the step before has added
 * @param mark what the name of an added file has before its extension
 * @param extension of an added file; null for that of the file it was made of
 * @param semantics of an added file, as in DataLink
 */
record RefineStep(
        Refine spec,
        String uri,
        boolean adds,
        boolean goesOn,
        boolean ofAdded,
        String mark,
        @Nullable String extension,
        @Nullable String semantics) {

    private static final String LEAVES_FAILURES = "?noErrorHandler=true";
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_.-]*");

    /** The calls of a pipeline, in order. */
    static List<RefineStep> of(List<Refine> pipeline) {
        List<RefineStep> steps = new ArrayList<>();
        pipeline.forEach(spec -> add(steps, spec));
        return steps;
    }

    private static void add(List<RefineStep> steps, Refine spec) {
        if (spec instanceof Refine.Decompress) {
            steps.add(replacing(spec, kamelet("fits-decompress-action", Map.of())));
        } else if (spec instanceof Refine.Cutout cutout) {
            String uri = kamelet("fits-cutout-action", cutout(cutout));
            steps.add(
                    cutout.keepOriginal()
                            ? new RefineStep(spec, uri, true, true, false, "_cut", null, "#cutout")
                            : replacing(spec, uri));
        } else if (spec instanceof Refine.Preview preview) {
            steps.add(picture(spec, preview(preview), false));
        } else if (spec instanceof Refine.Histogram histogram) {
            String uri = kamelet("fits-histogram-action", histogram(histogram));
            steps.add(new RefineStep(spec, uri, true, false, false, "_image", ".fits", "#derivation"));
            Map<String, Object> look = new LinkedHashMap<>();
            look.put("stretch", histogram.stretch());
            look.put("colormap", histogram.colormap());
            steps.add(picture(spec, look, true));
        } else if (spec instanceof Refine.Header header) {
            steps.add(replacing(
                    spec, kamelet("fits-header-action", Map.of("keywords", String.join(",", header.keywords())))));
        } else if (spec instanceof Refine.Convert convert) {
            steps.add(replacing(spec, kamelet("table-convert-action", Map.of("to", convert.to()))));
        } else if (spec instanceof Refine.Route route) {
            steps.add(replacing(spec, endpoint(route)));
        }
    }

    /** A route of the operator's begins at {@code direct:} and its id; who names one that is not there is told so at once. */
    private static String endpoint(Refine.Route route) {
        return route.name().startsWith("kamelet:")
                ? route.name()
                : "direct:" + route.name().replaceFirst("^direct:", "") + "?block=false";
    }

    private static RefineStep replacing(Refine spec, String uri) {
        return new RefineStep(spec, uri, false, false, false, "", null, null);
    }

    private static RefineStep picture(Refine spec, Map<String, Object> look, boolean ofAdded) {
        String uri = kamelet("fits-preview-action", look);
        return new RefineStep(spec, uri, true, false, ofAdded, "", ".png", "#preview");
    }

    private static Map<String, Object> cutout(Refine.Cutout cutout) {
        Map<String, Object> parameters = new LinkedHashMap<>();
        put(parameters, "radius", cutout.radius());
        Search.Size box = cutout.box();
        if (box != null) {
            parameters.put("width", box.width());
            parameters.put("height", box.height());
        }
        put(parameters, "hdu", cutout.hdu());
        put(parameters, "at", cutout.at());
        return parameters;
    }

    private static Map<String, Object> preview(Refine.Preview preview) {
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("stretch", preview.stretch());
        parameters.put("colormap", preview.colormap());
        put(parameters, "min", preview.min());
        put(parameters, "max", preview.max());
        put(parameters, "percentile", preview.percentile());
        put(parameters, "size", preview.size());
        put(parameters, "hdu", preview.hdu());
        return parameters;
    }

    private static Map<String, Object> histogram(Refine.Histogram histogram) {
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("x", histogram.x());
        parameters.put("y", histogram.y());
        parameters.put("binsX", histogram.binsX());
        parameters.put("binsY", histogram.binsY());
        put(parameters, "hdu", histogram.hdu());
        return parameters;
    }

    private static void put(Map<String, Object> parameters, String name, @Nullable Object value) {
        if (value != null) {
            parameters.put(name, value);
        }
    }

    private static String kamelet(String name, Map<String, Object> parameters) {
        return parameters.entrySet().stream()
                .map(parameter -> "&" + parameter.getKey() + "=" + text(parameter.getValue()))
                .collect(Collectors.joining("", "kamelet:" + name + LEAVES_FAILURES, ""));
    }

    /** Whatever Camel would take for something else is marked as text. */
    private static String text(Object value) {
        String text = value instanceof Enum<?> e ? e.name().toLowerCase(Locale.ROOT) : value.toString();
        return PLAIN.matcher(text).matches() ? text : text.contains(")") ? "RAW{" + text + "}" : "RAW(" + text + ")";
    }

    /** As a harvest names it. */
    String name() {
        return spec instanceof Refine.Route route
                ? route.name()
                : spec.getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }
}
