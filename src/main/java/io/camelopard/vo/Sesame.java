package io.camelopard.vo;

import io.camelopard.FinalException;
import io.camelopard.MisuseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Resolves names of objects outside the Solar System by CDS's Sesame. Thread-safe as far as its {@link Ask} is.
 *
 * <p>Asked is {@code URL/-oxp/SNV?NAME}: XML, the first positive answer of Simbad, NED and VizieR. What one Sesame does not
 * know is final; one that is down, or answers anything but its XML, is followed by the next.
 */
public final class Sesame {
    private static final long MAX_ANSWER = 4L << 20;

    private final Ask ask;
    private final Mirrors mirrors;

    public Sesame(Ask ask, List<String> urls) {
        this.ask = ask;
        this.mirrors = new Mirrors("name resolver", urls);
    }

    /**
     * The position of a name, with {@code main_id} and {@code otype} where they are told.
     *
     * @throws FinalException when the name is unknown
     * @throws io.camelopard.TransientException when no resolver answers
     */
    public Target resolve(String name) {
        String wanted = name.strip();
        if (wanted.isEmpty()) {
            throw new MisuseException("a target has an empty name");
        }
        return mirrors.first(url -> Optional.of(ask(url, wanted)))
                .flatMap(SesameAnswer::best)
                .map(found -> target(name, found))
                .orElseThrow(
                        () -> new FinalException(
                                "target '" + name
                                        + "': Sesame found nothing by that name in Simbad, NED and VizieR; check its spelling or give a position"));
    }

    private SesameAnswer ask(String url, String name) {
        Request request = Request.get(address(url) + Urls.encode(name), MAX_ANSWER, "resolve " + name);
        try (Answer answer = ask.ask(request)) {
            Faults.checkStatus(answer);
            return SesameAnswer.read(answer.body(), Urls.shown(url), name);
        }
    }

    // A configured URL may already say which output and which databases it wants.
    private static String address(String url) {
        if (url.endsWith("?")) {
            return url;
        }
        return url.contains("/-o") ? url + "?" : url.replaceFirst("/+$", "") + "/-oxp/SNV?";
    }

    private static Target target(String name, SesameAnswer.Position found) {
        Map<String, Object> columns = new LinkedHashMap<>();
        if (!found.name().isEmpty()) {
            columns.put("main_id", found.name());
        }
        if (!found.type().isEmpty()) {
            columns.put("otype", found.type());
        }
        return new Target(name, found.ra(), found.dec(), columns);
    }
}
