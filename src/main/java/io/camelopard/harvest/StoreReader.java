package io.camelopard.harvest;

import io.camelopard.MisuseException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** Makes {@code store} and {@code table} of the tree. */
final class StoreReader {
    private static final Template NONE = Template.parse("none");
    private static final Map<String, TableSpec.Format> FORMATS = formats();

    private StoreReader() {}

    private static Map<String, TableSpec.Format> formats() {
        Map<String, TableSpec.Format> formats = new LinkedHashMap<>();
        formats.put(".vot", TableSpec.Format.VOTABLE);
        formats.put(".xml", TableSpec.Format.VOTABLE);
        formats.put(".fits", TableSpec.Format.FITS);
        formats.put(".csv", TableSpec.Format.CSV);
        formats.put(".ecsv", TableSpec.Format.ECSV);
        formats.put(".txt", TableSpec.Format.ASCII);
        formats.put(".parquet", TableSpec.Format.PARQUET);
        return formats;
    }

    static StoreSpec store(Entry entry) {
        Template to = entry.at("to").read(StoreReader::to);
        return new StoreSpec(
                Objects.requireNonNullElse(to, NONE),
                entry.at("name").read(StoreReader::relative),
                entry.at("existing").choice(StoreSpec.Existing.class),
                entry.at("revalidate").flag());
    }

    private static Template to(String text) {
        if (text.startsWith("s3://")) {
            if (!text.matches("s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/.*)?")) {
                throw new MisuseException("must be s3://bucket/prefix, with a bucket's name of 3 to 63 lower-case"
                        + " letters, digits, - and .");
            }
            return Template.parse(text);
        }
        if (!text.startsWith("file:")) {
            throw new MisuseException("must begin with file: or s3://, such as file:" + Printable.of(text));
        }
        relative(text.substring("file:".length()));
        return Template.parse(text);
    }

    /** What is below the store: no way out of it. */
    private static Template relative(String text) {
        if (text.startsWith("/") || text.matches("[A-Za-z]:.*")) {
            throw new MisuseException("must be a path below the store, not an absolute one");
        }
        if (("/" + text + "/").contains("/../")) {
            throw new MisuseException("must stay below the store; '..' leads out of it");
        }
        if (text.isBlank()) {
            throw new MisuseException("must name a folder below the store");
        }
        return Template.parse(text);
    }

    static TableSpec table(Entry entry) {
        Template file = Objects.requireNonNullElse(entry.at("file").read(StoreReader::relative), NONE);
        Map<String, Expression> add = new LinkedHashMap<>();
        entry.at("add").fields().forEach((name, value) -> {
            Expression expression = value.read(Expression::parse);
            if (expression != null) {
                add.put(name, expression);
            }
        });
        return new TableSpec(
                file,
                entry.at("of").choice(TableSpec.Of.class),
                Collections.unmodifiableMap(add),
                entry.at("columns").texts(),
                format(entry, file));
    }

    private static TableSpec.Format format(Entry entry, Template file) {
        if (entry.has("format")) {
            return entry.at("format").choice(TableSpec.Format.class);
        }
        String suffix = file.suffix().toLowerCase(Locale.ROOT);
        int dot = suffix.lastIndexOf('.');
        TableSpec.Format format = FORMATS.get(dot < 0 ? "" : suffix.substring(dot));
        if (format == null && entry.at("file").isText()) {
            entry.at("file")
                    .wrong("has no extension that says the format; there are " + String.join(", ", FORMATS.keySet())
                            + ", or write format");
        }
        return Objects.requireNonNullElse(format, TableSpec.Format.VOTABLE);
    }
}
