package io.camelopard.harvest;

import io.camelopard.vo.Protocol;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What of a search goes with what. */
final class SearchRules {
    private static final Set<Protocol> SIZED = EnumSet.of(Protocol.SIA, Protocol.SSA);
    private static final Set<Protocol> WITHOUT_COLUMNS = EnumSet.of(Protocol.SIA2, Protocol.SSA);
    private static final Map<Protocol, List<String>> SENT = sent();

    private final Entry root;
    private final Entry search;
    private final Search model;
    private final Protocol protocol;
    private final boolean targets;

    SearchRules(Entry root, Harvest harvest) {
        this.root = root;
        this.search = root.at("search");
        this.model = harvest.search();
        this.protocol = model.protocol();
        this.targets = root.has("target");
    }

    /** The parameters that the protocol itself sends. */
    private static Map<Protocol, List<String>> sent() {
        Map<Protocol, List<String>> sent = new EnumMap<>(Protocol.class);
        sent.put(
                Protocol.TAP,
                List.of("REQUEST", "LANG", "QUERY", "MAXREC", "RESPONSEFORMAT", "FORMAT", "UPLOAD", "PHASE"));
        sent.put(Protocol.SCS, List.of("RA", "DEC", "SR", "MAXREC"));
        sent.put(Protocol.SIA, List.of("POS", "SIZE", "MAXREC"));
        sent.put(Protocol.SIA2, List.of("POS", "MAXREC", "RESPONSEFORMAT"));
        sent.put(Protocol.SSA, List.of("REQUEST", "POS", "SIZE", "MAXREC"));
        return sent;
    }

    void check() {
        if (search.findings().has("/search/protocol") || !search.at("protocol").isText()) {
            return; // what goes with an unknown protocol is not known
        }
        only(EnumSet.of(Protocol.TAP), "query", "mode", "upload");
        only(EnumSet.of(Protocol.MAST), "criteria", "products");
        only(EnumSet.of(Protocol.NONE), "urls");
        only(SIZED, "size");
        only(
                EnumSet.complementOf(EnumSet.of(Protocol.NONE)),
                "service",
                "radius",
                "params",
                "maxrec",
                "overflow",
                "split_by",
                "watermark");
        required();
        region();
        params();
        overflow();
        if (protocol == Protocol.TAP) {
            tap();
        }
    }

    private void only(Set<Protocol> protocols, String... keys) {
        for (String key : keys) {
            if (search.has(key) && !protocols.contains(protocol)) {
                boolean most = protocols.size() > 3;
                search.at(key)
                        .wrong(
                                most
                                        ? "goes not with protocol none, which asks no service"
                                        : "goes only with " + words(protocols) + ", and the protocol is "
                                                + word(protocol));
            }
        }
    }

    private static String words(Set<Protocol> protocols) {
        return String.join(" and ", protocols.stream().map(SearchRules::word).toList());
    }

    private static String word(Protocol protocol) {
        return protocol.name().toLowerCase(Locale.ROOT);
    }

    private void required() {
        if (protocol != Protocol.MAST && protocol != Protocol.NONE && !search.has("service")) {
            search.missing("service", "; it is an IVOA identifier (ivo://…), a URL, or a search of the registry");
        }
        if (protocol == Protocol.TAP && !search.has("query")) {
            search.missing("query", "; tap needs ADQL");
        }
        if (protocol == Protocol.NONE && !search.has("urls")) {
            search.missing("urls", "; without a protocol there is nothing else to fetch");
        }
        if (protocol == Protocol.NONE && targets) {
            root.at("target").wrong("goes not with protocol none, which searches nothing");
        }
        if ((protocol == Protocol.SCS || protocol == Protocol.SIA) && !targets) {
            root.missing("target", protocol == Protocol.SCS ? "; a cone search needs one" : "; sia needs one");
        }
        if (protocol == Protocol.MAST && !targets && !search.has("criteria")) {
            search.missing("criteria", "; without a target they are what is looked for");
        }
    }

    private void region() {
        boolean radius = search.has("radius");
        boolean size = search.has("size") && SIZED.contains(protocol);
        if (radius && size) {
            search.at("size").wrong("radius and size are two ways to say how far; keep one");
        }
        if (protocol == Protocol.TAP || protocol == Protocol.NONE) {
            return;
        }
        if (targets && !radius && !size) {
            search.missing("radius", "; with a target it says how far to look, such as 12 arcmin");
        }
        if (!targets && (radius || size)) {
            search.at(radius ? "radius" : "size").wrong("nothing uses it, because there is no target");
        }
        if (protocol == Protocol.SSA && search.at("size").isList()) {
            search.at("size").wrong("ssa searches a circle: one size, its diameter");
        }
    }

    private void params() {
        List<String> sent = SENT.getOrDefault(protocol, List.of());
        search.at("params").fields().forEach((name, entry) -> {
            String upper = name.toUpperCase(Locale.ROOT);
            if (sent.contains(upper)) {
                entry.wrong("is sent by the protocol itself" + instead(upper));
            }
        });
    }

    private static String instead(String param) {
        return switch (param) {
            case "MAXREC" -> "; write search.maxrec";
            case "SR", "SIZE", "POS", "RA", "DEC" ->
                "; write target, and search.radius" + (param.equals("SIZE") ? " or search.size" : "");
            case "QUERY" -> "; write search.query";
            case "UPLOAD" -> "; write search.upload";
            case "PHASE" -> "; write search.mode";
            default -> "";
        };
    }

    private void overflow() {
        boolean split = model.overflow() == Search.Overflow.SPLIT;
        if (search.has("split_by") && !split) {
            search.at("split_by").wrong("nothing uses it; it goes with overflow: split");
        }
        if (split && !search.has("split_by") && (!targets || protocol == Protocol.TAP)) {
            search.missing(
                    "split_by",
                    targets
                            ? "; a query is split by a column of its answer"
                            : "; without a target there is no region by which to split");
        }
        if (split && !targets && WITHOUT_COLUMNS.contains(protocol)) {
            search.at("overflow").wrong("only tap can be split by a column; others by region, which needs a target");
        }
        if (split && protocol == Protocol.SIA) {
            search.at("params").fields().forEach(this::splitImages);
        }
    }

    /** Of the other relations, an image has not the same to a region as to the parts of it (SIA 1.0, section 4.1.2). */
    private void splitImages(String name, Entry value) {
        if (name.equalsIgnoreCase("INTERSECT") && !"OVERLAPS".equalsIgnoreCase(value.raw())) {
            value.wrong(
                    "goes not with overflow: split, by which the parts of the region are searched; only OVERLAPS does");
        }
    }

    private void tap() {
        Search.Tap tap = model.tap();
        if (tap == null || search.findings().has("/search/query") || !search.has("query")) {
            return;
        }
        Query query = tap.query();
        Entry entry = search.at("query");
        for (String placeholder : List.of("ra", "dec", "name")) {
            if (query.uses(placeholder) && !targets) {
                told(entry, "{" + placeholder + "} is the target's, and there is no target");
            }
        }
        if (query.uses("radius") && !search.has("radius")) {
            told(entry, "{radius} is used, and there is no search.radius");
        }
        if (search.has("radius") && !query.uses("radius")) {
            search.at("radius").wrong("nothing uses it: the query has no {radius}");
        }
        upload(tap, query, entry);
        watermark(query, entry);
    }

    private void upload(Search.Tap tap, Query query, Entry entry) {
        if (tap.uploadTargets() && !targets) {
            search.at("upload").wrong("there are no targets to upload");
        }
        if (tap.uploadTargets() && !query.text().toLowerCase(Locale.ROOT).contains("tap_upload.targets")) {
            told(entry, "the targets are uploaded as TAP_UPLOAD.targets, which the query does not use");
        }
    }

    private void watermark(Query query, Entry entry) {
        if (query.uses("watermark") && !search.has("watermark")) {
            told(entry, "{watermark} is used, and there is no search.watermark");
        }
        if (search.has("watermark") && !query.uses("watermark")) {
            search.at("watermark")
                    .wrong("nothing uses it: the query has no {watermark}, written column >= {watermark}");
        }
        if (query.text().matches("(?s).*>\\s*\\{watermark}.*")) {
            told(entry, "write >= {watermark}: with > what has the same value as the last row is never seen");
        }
    }

    private static void told(Entry entry, String message) {
        entry.findings().add(entry.pointer(), Pointer.shown(entry.pointer()) + ": " + message);
    }
}
