package io.camelopard.cli.demo;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The cone search on HEASARC's NuSTAR master table (Simple Cone Search 1.03): rows by position, faults in an INFO
 * named Error under status 200, a DataLink descriptor behind the table.
 */
final class ConeService {
    private final URI base;

    ConeService(URI base) {
        this.base = base;
    }

    Reply answer(Call call) {
        Optional<Double> ra = number(call, "ra", 0, 360);
        Optional<Double> dec = number(call, "dec", -90, 90);
        Optional<Double> radius = number(call, "sr", 0, 180);
        if (ra.isEmpty() || dec.isEmpty() || radius.isEmpty()) {
            String wrong = ra.isEmpty() ? "RA" : dec.isEmpty() ? "DEC" : "SR";
            String given = call.first(wrong.toLowerCase(Locale.ROOT)).orElse("");
            return Reply.votable(Resources.text("cone-error.xml")
                    .replace("@ERROR@", Resources.escape("Error in input " + wrong + " value: " + given)));
        }
        return Reply.votable(Resources.text("cone.xml")
                .replace("@BASE@", base.toString())
                .replace("@ROWS@", rows(ra.get(), dec.get(), radius.get())));
    }

    private static String rows(double ra, double dec, double radius) {
        // SR=0 asks for the columns only (Simple Cone Search 1.03, section 2.1).
        List<Observation> within = Observation.all().stream()
                .filter(each -> radius > 0 && each.distance(ra, dec) <= radius)
                .toList();
        return within.stream().map(each -> row(each, ra, dec)).collect(Collectors.joining());
    }

    private static String row(Observation observation, double ra, double dec) {
        Map<String, String> cells = observation.recorded();
        cells.put("Search_Offset", String.format(Locale.ROOT, "%.4f", observation.distance(ra, dec) * 60));
        return Resources.tr(cells.values());
    }

    private static Optional<Double> number(Call call, String name, double least, double most) {
        try {
            return call.first(name).map(Double::valueOf).filter(value -> value >= least && value <= most);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
