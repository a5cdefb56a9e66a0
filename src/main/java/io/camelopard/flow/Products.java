package io.camelopard.flow;

import io.camelopard.harvest.Alternative;
import io.camelopard.harvest.Harvest;
import io.camelopard.harvest.LinkChooser.Choice;
import io.camelopard.harvest.Refine;
import io.camelopard.ledger.Kind;
import io.camelopard.ledger.NewProduct;
import io.camelopard.ledger.Step;
import io.camelopard.vo.Link;
import io.camelopard.vo.MediaType;
import io.camelopard.vo.Protocol;
import io.camelopard.vo.RowLinks;
import io.camelopard.vo.SodaCutout;
import io.camelopard.vo.Target;
import io.camelopard.votable.Column;
import io.camelopard.votable.Columns;
import io.camelopard.votable.Row;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Makes ledger entries of chosen links. */
final class Products {
    private final Harvest harvest;
    private final @Nullable Target target;
    private final String service;
    private final Places places;

    Products(Harvest harvest, @Nullable Target target, String service, Places places) {
        this.harvest = harvest;
        this.target = target;
        this.service = service;
        this.places = places;
    }

    /** What names and tables need to know later, as JSON. */
    String context(Row row) {
        Map<String, Object> context = new LinkedHashMap<>();
        context.put("row", Json.plain(row));
        if (target != null) {
            context.put("target", targetFields(target));
        }
        context.put("service", service);
        Release.of(row).into(context);
        return Json.write(context);
    }

    private static Map<String, Object> targetFields(Target target) {
        Map<String, Object> fields = new LinkedHashMap<>(Json.plain(target.columns()));
        if (target.name() != null) {
            fields.put("name", target.name());
        }
        fields.put("ra", target.ra());
        fields.put("dec", target.dec());
        return fields;
    }

    /** By what a selected row is accounted for. */
    String rowIdentity(RowLinks row) {
        return row.id().isEmpty() ? Json.write(Json.plain(row.row())) : row.id();
    }

    /** The products of each choice; where only one of several links is wanted, each is tried by itself. */
    List<Step> steps(String dataset, Wanted wanted) {
        List<Step> steps = new ArrayList<>();
        for (Choice choice : wanted.choices()) {
            List<List<NewProduct>> products = choice.links().stream()
                    .map(link -> products(dataset, link, choice, wanted))
                    .toList();
            if (choice.all()) {
                List<NewProduct> together =
                        products.stream().flatMap(List::stream).toList();
                steps.add(new Step(choice.alternative(), together));
            } else {
                products.forEach(one -> steps.add(new Step(choice.alternative(), one)));
            }
        }
        return steps;
    }

    private List<NewProduct> products(String dataset, Link link, Choice choice, Wanted wanted) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("alternative", choice.alternative());
        fields.put("link", Json.plain(link.columns()));
        if (!wanted.missed().isEmpty()) {
            fields.put("missed", wanted.missed());
        }
        String identity = Identity.of(dataset, link, wanted.links()) + around(choice.spec());
        SodaCutout cutout = choice.spec().cutout();
        if (cutout != null) {
            return new Cutouts(storeKey(), target, places::host)
                    .products(identity, link, cutout, fields, wanted.links());
        }
        return List.of(product(identity, dataset, link, choice.spec().via(), fields));
    }

    /** What is cut out around a target is another product for each. */
    private String around(Alternative alternative) {
        boolean cut = harvest.refine(alternative).stream()
                .anyMatch(step -> step instanceof Refine.Cutout cutout && cutout.at() == null);
        return cut && target != null ? " around %s %s".formatted(target.ra(), target.dec()) : "";
    }

    private NewProduct product(
            String identity, String dataset, Link link, Alternative.Via via, Map<String, Object> fields) {
        String url = Objects.requireNonNull(link.accessUrl());
        boolean directory = isDirectory(link, url);
        if (directory) {
            fields.put("folder", new Naming(harvest, null, target, service).folder(link, dataset));
            fields.put("start", url);
        }
        return new NewProduct(
                storeKey(),
                identity,
                directory ? Kind.DIRECTORY : Kind.FILE,
                url,
                places.host(url, link.cloudAccess(), via),
                Json.write(fields),
                null,
                directory ? null : link.contentLength(),
                null,
                null);
    }

    private String storeKey() {
        return harvest.store() == null ? "" : harvest.store().to().text();
    }

    private boolean isDirectory(Link link, String url) {
        boolean named = link.contentType() != null
                && MediaType.parse(link.contentType()).matches("directory");
        return named || (harvest.protocol() == Protocol.NONE && url.endsWith("/"));
    }

    /** The row as the ledger kept it; numbers, texts and lists, without units. */
    static Row row(Map<String, Object> columns) {
        List<Column> names = columns.keySet().stream()
                .map(name -> new Column(name, null, "char", "*", null, null, null, null, null))
                .toList();
        return Row.of(Columns.of(names), columns.values().toArray());
    }

    static @Nullable Target target(Map<String, Object> fields) {
        if (!(fields.get("ra") instanceof Number ra) || !(fields.get("dec") instanceof Number dec)) {
            return null;
        }
        String name = fields.get("name") instanceof String n ? n : null;
        return new Target(name, ra.doubleValue(), dec.doubleValue(), fields);
    }

    /** The link as the ledger kept it. */
    static Link link(Map<String, Object> columns) {
        return new Link(
                text(columns, "ID", ""),
                textOrNull(columns, "access_url"),
                null,
                null,
                null,
                text(columns, "semantics", ""),
                textOrNull(columns, "local_semantics"),
                textOrNull(columns, "description"),
                textOrNull(columns, "content_type"),
                columns.get("content_length") instanceof Number n ? Long.valueOf(n.longValue()) : null,
                textOrNull(columns, "content_qualifier"),
                null,
                null,
                null,
                columns);
    }

    private static @Nullable String textOrNull(Map<String, Object> columns, String name) {
        return columns.get(name) instanceof String text ? text : null;
    }

    private static String text(Map<String, Object> columns, String name, String otherwise) {
        String text = textOrNull(columns, name);
        return text == null ? otherwise : text;
    }
}
