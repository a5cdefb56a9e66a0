package io.camelopard.harvest;

import io.camelopard.vo.Link;
import io.camelopard.vo.MediaType;
import io.camelopard.vo.Protocol;
import io.camelopard.vo.Soda;
import io.camelopard.vo.SodaCutout;
import io.camelopard.vo.Target;
import io.camelopard.vo.Vocabulary;
import io.camelopard.votable.Row;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Chooses, of the links that belong to a row, those that a harvest wants (HARVEST.md, "Links"). Immutable, thread-safe.
 *
 * <p>Links with an error, and links that are for a browser or lead only to further links, are never data; the latter two
 * are taken when a {@code content_type} asks for them.
 */
public final class LinkChooser {
    private static final Set<String> FOR_BROWSERS = Set.of("text/html", "application/xhtml+xml");

    private final List<Alternative> alternatives;
    private final Vocabulary vocabulary;
    private final boolean urls;

    private LinkChooser(List<Alternative> alternatives, Vocabulary vocabulary, boolean urls) {
        this.alternatives = List.copyOf(alternatives);
        this.vocabulary = vocabulary;
        this.urls = urls;
    }

    public static LinkChooser of(Harvest harvest, Vocabulary vocabulary) {
        return new LinkChooser(harvest.links().alternatives(), vocabulary, harvest.protocol() == Protocol.NONE);
    }

    /**
     * What one alternative takes.
     *
     * @param alternative its index, from 0
     * @param links in the answer's order, not empty, without those that an earlier choice has
     * @param all whether each of them is wanted; else the first that can be stored
     */
    public record Choice(int alternative, Alternative spec, List<Link> links, boolean all) {
        public Choice {
            links = List.copyOf(links);
        }
    }

    /** The choices in order of preference; empty when no alternative matches a link. */
    public List<Choice> choose(List<Link> links, @Nullable Row row, @Nullable Target target) {
        List<Choice> choices = new ArrayList<>();
        Set<Taken> taken = new HashSet<>();
        for (int i = 0; i < alternatives.size(); i++) {
            Alternative alternative = alternatives.get(i);
            List<Link> matching = links.stream()
                    .filter(link -> meets(alternative, link, row, target)
                            && obstacle(alternative, link, target) == null
                            && !taken.contains(new Taken(link, alternative.cutout())))
                    .toList();
            if (!matching.isEmpty()) {
                Choice choice = choice(i, alternative, matching);
                choice.links().forEach(link -> taken.add(new Taken(link, alternative.cutout())));
                choices.add(choice);
            }
        }
        return choices;
    }

    /** The same link with another cutout is another product. */
    private record Taken(Link link, @Nullable SodaCutout cutout) {}

    private Choice choice(int index, Alternative alternative, List<Link> matching) {
        if (alternative.cutout() != null) {
            List<Link> services = withoutTwins(matching);
            return new Choice(index, alternative, services, alternative.take() == Alternative.Take.ALL);
        }
        if (alternative.take() != null) {
            return new Choice(index, alternative, matching, alternative.take() == Alternative.Take.ALL);
        }
        boolean data = isThis(matching.get(0));
        List<Link> links = data ? matching.stream().filter(this::isThis).toList() : matching;
        return new Choice(index, alternative, links, data);
    }

    /** The same service for the same dataset is often there twice: what answers at once is preferred to a job. */
    private static List<Link> withoutTwins(List<Link> services) {
        Set<Twin> atOnce = new HashSet<>();
        services.stream()
                .filter(link -> soda(link).filter(Soda::sync).isPresent())
                .forEach(link -> atOnce.add(Twin.of(link)));
        return services.stream()
                .filter(link -> soda(link).filter(Soda::sync).isPresent() || !atOnce.contains(Twin.of(link)))
                .toList();
    }

    private record Twin(String semantics, String dataset) {
        static Twin of(Link link) {
            return new Twin(link.semantics(), soda(link).map(Soda::dataset).orElse(""));
        }
    }

    private static Optional<Soda> soda(Link link) {
        return Soda.of(link.service());
    }

    /**
     * Why the alternatives before one came to nothing, for people: what is in the way of a link that would do, or that
     * there is none.
     *
     * @param before the index of the first alternative that matched
     */
    public List<String> missed(List<Link> links, @Nullable Row row, @Nullable Target target, int before) {
        List<String> missed = new ArrayList<>();
        for (Alternative alternative : alternatives.subList(0, Math.min(before, alternatives.size()))) {
            missed.add(obstacles(alternative, links, row, target)
                    .findFirst()
                    .orElseGet(() -> "no link is " + wanted(alternative)));
        }
        return missed;
    }

    private Stream<String> obstacles(
            Alternative alternative, List<Link> links, @Nullable Row row, @Nullable Target target) {
        return links.stream()
                .filter(link -> meets(alternative, link, row, target))
                .map(link -> obstacle(alternative, link, target))
                .filter(Objects::nonNull);
    }

    /** What is in the way of a link that meets all the conditions; null when nothing is. */
    private static @Nullable String obstacle(Alternative alternative, Link link, @Nullable Target target) {
        String error = link.errorMessage();
        SodaCutout cutout = alternative.cutout();
        if (error != null && !error.isBlank()) {
            return Printable.of(error);
        }
        if (cutout == null) {
            return link.accessUrl() != null ? null : "a service, and no file";
        }
        String service = link.serviceDef();
        if (service == null) {
            return "a file, and no cutout service";
        }
        return soda(link)
                .map(soda -> Optional.ofNullable(soda.obstacle(cutout, target)))
                .orElseGet(() -> Optional.of("the service " + Printable.of(service) + " is no SODA service"))
                .orElse(null);
    }

    /**
     * Whether an alternative wants what a link to another DataLink document leads to: what that calls its data is what the
     * link is called here.
     *
     * @param before only alternatives before this index count
     */
    public boolean leads(Link link, int before) {
        return link.isDatalink()
                && (link.semantics().isBlank()
                        || isThis(link)
                        || alternatives.subList(0, Math.min(before, alternatives.size())).stream()
                                .anyMatch(alternative -> sameKind(alternative, link)));
    }

    /** Whether an error row stands for something that an alternative wants; its other columns may be empty. */
    public boolean concerns(Link error) {
        return error.semantics().isBlank()
                || isThis(error)
                || alternatives.stream().anyMatch(alternative -> sameKind(alternative, error));
    }

    private boolean sameKind(Alternative alternative, Link link) {
        return any(alternative.semantics(), wanted -> vocabulary.narrowerOrSame(link.semantics(), wanted));
    }

    /** How many alternatives there are. */
    public int size() {
        return alternatives.size();
    }

    private boolean isThis(Link link) {
        return vocabulary.normalise(link.semantics()).equals(vocabulary.normalise("#this"));
    }

    private boolean meets(Alternative alternative, Link link, @Nullable Row row, @Nullable Target target) {
        return (alternative.contentType().isEmpty() ? isData(link) : typed(alternative.contentType(), link))
                && sameKind(alternative, link)
                && any(alternative.contentQualifier(), wanted -> sameTerm(link.contentQualifier(), wanted))
                && any(alternative.localSemantics(), wanted -> sameText(link.localSemantics(), wanted))
                && described(alternative, link)
                && (alternative.where() == null || alternative.where().keeps(RowScope.ofLink(link, row, target)));
    }

    private static boolean any(List<String> wanted, Predicate<String> met) {
        return wanted.isEmpty() || wanted.stream().anyMatch(met);
    }

    private static boolean isData(Link link) {
        String type = link.contentType();
        if (type == null || link.serviceDef() != null) {
            return true;
        }
        MediaType parsed = MediaType.parse(type);
        return !parsed.isDatalink() && FOR_BROWSERS.stream().noneMatch(parsed::matches);
    }

    private boolean typed(List<String> wanted, Link link) {
        String type = link.contentType();
        MediaType parsed = MediaType.parse(type == null ? "" : type);
        MediaType folder = MediaType.parse("directory");
        boolean folderUrl =
                urls && type == null && Objects.toString(link.accessUrl(), "").endsWith("/");
        return wanted.stream().anyMatch(w -> (type != null && parsed.matches(w)) || (folderUrl && folder.matches(w)));
    }

    /** Terms of a vocabulary (product types) in any spelling: with or without {@code #}, as a URI. */
    private static boolean sameTerm(@Nullable String term, String wanted) {
        return term != null && term(term).equalsIgnoreCase(term(wanted));
    }

    private static String term(String text) {
        return text.strip().substring(text.strip().lastIndexOf('#') + 1);
    }

    private static boolean sameText(@Nullable String text, String wanted) {
        return text != null && text.strip().equals(wanted.strip());
    }

    private static boolean described(Alternative alternative, Link link) {
        Regex wanted = alternative.description();
        String description = link.description();
        return wanted == null || (description != null && wanted.found(description));
    }

    /** Why {@link #choose} gave nothing, for people: what was wanted and what there was. */
    public String reason(List<Link> links, @Nullable Row row, @Nullable Target target) {
        if (links.isEmpty()) {
            return "there are no links";
        }
        List<String> obstacles = alternatives.stream()
                .filter(alternative -> alternative.cutout() != null)
                .flatMap(alternative -> obstacles(alternative, links, row, target))
                .distinct()
                .toList();
        return String.join("; ", obstacles) + (obstacles.isEmpty() ? "" : "; ") + reason(links);
    }

    private String reason(List<Link> links) {
        String wanted =
                alternatives.stream().map(LinkChooser::wanted).distinct().collect(Collectors.joining(", or "));
        String there =
                links.stream().map(LinkChooser::shown).distinct().limit(12).collect(Collectors.joining(", "));
        return "no link is " + wanted + "; there were: " + there;
    }

    private static String wanted(Alternative alternative) {
        List<String> conditions = new ArrayList<>(alternative.contentType());
        conditions.addAll(alternative.semantics());
        conditions.addAll(alternative.contentQualifier());
        conditions.addAll(alternative.localSemantics());
        if (alternative.description() != null) {
            conditions.add("described as '" + alternative.description() + "'");
        }
        if (alternative.where() != null) {
            conditions.add("where " + alternative.where().text());
        }
        if (alternative.cutout() != null) {
            conditions.add("with a cutout service");
        }
        return conditions.isEmpty() ? "a data file" : String.join(" ", conditions);
    }

    private static String shown(Link link) {
        String error = link.errorMessage();
        if (error != null && !error.isBlank()) {
            return Printable.of(error);
        }
        String semantics = link.semantics().isBlank() ? "" : " (#" + term(link.semantics()) + ")";
        String type =
                link.contentType() != null ? link.contentType() : link.serviceDef() != null ? "a service" : "untyped";
        return Printable.of(type + semantics);
    }
}
