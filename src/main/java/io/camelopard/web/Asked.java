package io.camelopard.web;

import io.camelopard.MisuseException;
import io.camelopard.harvest.Harvest;
import io.camelopard.harvest.HarvestFile;
import io.camelopard.harvest.Search;
import io.camelopard.harvest.ServiceRef;
import io.camelopard.ledger.Run;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a run was asked for, beside the map of where it was found. */
final class Asked {
    private static final int MOST = 8;

    private final Html page;
    private final Run run;
    private final List<String> tables;
    private final Map<String, Object> request;

    /** @param tables the paths of those that the run has written */
    Asked(Html page, Run run, List<String> tables) {
        this.page = page;
        this.run = run;
        this.tables = tables;
        this.request = Item.parsed(run.request());
    }

    void write(Sky sky) {
        page.open("div", "class", sky.count() > 0 ? "pair" : "alone");
        page.open("section", "id", "asked").element("h2", "What was asked");
        page.open("dl");
        asked();
        some("Limit of this run", request.get("limit") instanceof Number n ? n + " rows of each target" : "");
        some("Tables written", list(tables));
        page.close();
        if (!run.yaml().isBlank()) {
            page.open("details").element("summary", "The harvest, as it was run");
            page.open("pre").open("code").lines(Masked.yaml(run.yaml())).close().close();
            page.close();
        }
        page.close();
        map(sky);
        page.close();
    }

    private void asked() {
        try {
            asked(HarvestFile.parse(run.harvest() + ".yaml", run.yaml()));
        } catch (MisuseException e) {
            targets(List.of(), ""); // a harvest of another version is shown as it is
        }
    }

    private void asked(Harvest harvest) {
        Search search = harvest.search();
        some("Protocol", search.protocol().name().toLowerCase(Locale.ROOT));
        some("Service", list(search.services().stream().map(Asked::service).toList()));
        if (search.urls() != null) {
            List<String> urls = search.urls().given().stream().map(Masked::url).toList();
            some("URLs", urls.isEmpty() ? "those in " + search.urls().file() : list(urls));
        }
        String file = harvest.targets().file();
        targets(harvest.targets().given(), file == null ? "" : "those in " + file);
        some("Within", within(search));
        some("Rows kept", search.where() == null ? "" : search.where().text());
        some("Stored in", harvest.store() == null ? "" : harvest.store().to().text());
    }

    private static String service(ServiceRef service) {
        if (!(service instanceof ServiceRef.RegistrySearch registry)) {
            return Masked.text(service.toString());
        }
        String words = Stream.concat(
                        Stream.of(registry.servicetype(), registry.waveband(), registry.ivoid()),
                        registry.keywords().stream())
                .filter(word -> word != null)
                .collect(Collectors.joining(", "));
        return "of the registry: " + words;
    }

    private void targets(List<String> own, String file) {
        List<String> given = request.get("targets") instanceof List<?> others
                ? others.stream().map(String::valueOf).toList()
                : request.get("list") instanceof String ? List.of("those of a list") : own;
        some("Target", given.isEmpty() ? file : list(given));
        if (run.targets() > 1 || run.targetsFailed() > 0) {
            some("Searches", "%,d, of which %,d failed".formatted(run.targets(), run.targetsFailed()));
        }
    }

    private static String within(Search search) {
        if (search.radius() != null) {
            return angle(search.radius()) + " radius";
        }
        Search.Size size = search.size();
        return size == null ? "" : angle(size.width()) + " × " + angle(size.height());
    }

    private static String angle(double degrees) {
        String unit = degrees >= 1 ? "°" : degrees >= 1 / 60.0 ? "′" : "″";
        double value = degrees >= 1 ? degrees : degrees >= 1 / 60.0 ? degrees * 60 : degrees * 3600;
        return String.format(Locale.ROOT, "%.4g", value).replaceFirst("\\.?0+$", "") + unit;
    }

    private static String list(List<String> all) {
        String first = all.stream().limit(MOST).collect(Collectors.joining(", "));
        return all.size() <= MOST ? first : "%s and %,d more".formatted(first, all.size() - MOST);
    }

    private void some(String name, String value) {
        if (!value.isBlank()) {
            page.open("div").element("dt", name).element("dd", value).close();
        }
    }

    private void map(Sky sky) {
        if (sky.count() == 0) {
            return;
        }
        page.open("section", "id", "sky").element("h2", "On the sky");
        SkyMap.draw(page, sky);
        page.open("p", "class", "legend");
        key("stored", "stored");
        key("skipped", "skipped or owed");
        key("failed", "failed");
        page.element("span", "ICRS, Mollweide projection, east to the left", "class", "aside");
        page.close();
        if (sky.unknown() > 0) {
            page.element("p", "%,d more have no known position.".formatted(sky.unknown()), "class", "more");
        }
        page.close();
    }

    private void key(String type, String label) {
        page.open("span", "class", "key " + type).open("i").close().text(label).close();
    }
}
