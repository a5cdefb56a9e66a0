package io.camelopard.harvest;

import io.camelopard.MisuseException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Makes a harvest of the tree, and tells what the schema cannot. */
final class HarvestReader {
    private final Entry root;
    private final Clock clock;

    HarvestReader(Entry root, Clock clock) {
        this.root = root;
        this.clock = clock;
    }

    Harvest read(Path file) {
        TargetSpec targets = targets(root.at("target"));
        Search search = new SearchReader(root.at("search")).read();
        LinkSpec links = new LinksReader(root.at("links")).read();
        Harvest harvest = new Harvest(
                HarvestFile.name(file),
                file,
                root.at("description").text(""),
                schedule(),
                targets,
                search,
                links,
                root.at("upgrade").flag(),
                RefineReader.read(root.at("refine")),
                root.has("store") ? StoreReader.store(root.at("store")) : null,
                root.at("table").items().stream().map(StoreReader::table).toList());
        new SearchRules(root, harvest).check();
        new PlaceRules(root, harvest).check();
        new NameRules(root, harvest).check();
        return harvest;
    }

    private @Nullable Schedule schedule() {
        ZoneId zone = zone(root.at("timezone"));
        if (root.has("schedule") && root.has("every")) {
            root.at("every").wrong("schedule and every are two ways to say when; keep one");
        }
        Schedule cron = root.at("schedule").read(text -> Schedule.cron(text, zone, clock.instant()));
        Duration every = root.at("every").readScalar(Quantity::duration);
        return cron != null || every == null ? cron : Schedule.every(every);
    }

    private ZoneId zone(Entry entry) {
        if (entry.there() && !root.has("schedule")) {
            entry.wrong("a time zone is for schedule, and there is none");
        }
        ZoneId zone = entry.read(text -> {
            try {
                return ZoneId.of(text);
            } catch (DateTimeException e) {
                List<String> known =
                        ZoneId.getAvailableZoneIds().stream().sorted().toList();
                throw new MisuseException(
                        "unknown time zone" + Nearest.hint(text, known) + "; write one such as Europe/Berlin or UTC",
                        e);
            }
        });
        return Objects.requireNonNullElse(zone, ZoneOffset.UTC);
    }

    private static TargetSpec targets(Entry entry) {
        if (entry.isMapping()) {
            return new TargetSpec(List.of(), entry.at("file").text());
        }
        if (entry.isList()
                && entry.items().size() == 2
                && entry.items().stream().allMatch(Entry::isNumber)) {
            String both =
                    entry.items().get(0).raw() + " " + entry.items().get(1).raw();
            entry.wrong("a list of two numbers is two targets; a position is one text: \"" + both + "\"");
        }
        entry.items().forEach(HarvestReader::checkPosition);
        return new TargetSpec(entry.texts(), null);
    }

    private static void checkPosition(Entry entry) {
        if (entry.isNumber()) {
            entry.wrong("one number is no target; write a name, or a position such as \"83.6 22.0\"");
        }
        entry.read(Position::parse);
    }
}
