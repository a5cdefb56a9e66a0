package io.camelopard.vo;

import io.camelopard.FinalException;
import io.camelopard.MisuseException;
import io.camelopard.TransientException;
import io.camelopard.votable.Column;
import io.camelopard.votable.Columns;
import io.camelopard.votable.Row;
import io.camelopard.votable.VotableWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Observations of the Mikulski Archive (MAST) by its CAOM services, as the table that any other protocol would have
 * answered with. Thread-safe as far as its {@link Ask} is.
 */
public final class Mast {
    private static final Map<String, String> UNITS = Map.of(
            "s_ra",
            "deg",
            "s_dec",
            "deg",
            "distance",
            "arcsec",
            "t_min",
            "d",
            "t_max",
            "d",
            "t_exptime",
            "s",
            "t_obs_release",
            "d",
            "em_min",
            "nm",
            "em_max",
            "nm");
    private static final Map<String, String> UCDS = Map.of(
            "s_ra", "pos.eq.ra;meta.main",
            "s_dec", "pos.eq.dec;meta.main",
            "distance", "pos.angDistance",
            "t_min", "time.start;obs.exposure",
            "t_max", "time.end;obs.exposure",
            "t_exptime", "time.duration;obs.exposure");
    private static final Set<String> REAL = Set.of("float", "double", "real", "numeric", "decimal");
    private static final Set<String> WHOLE = Set.of("int", "integer", "long", "short", "byte", "bigint");

    private final MastService service;
    private final Path spool;

    /**
     * @param pauses how an answer is waited for
     * @param urls of {@code invoke}; the next is asked when one is down
     * @param spool a private folder
     */
    public Mast(Ask ask, Pauses pauses, List<String> urls, Path spool) {
        this.service = new MastService(ask, pauses, urls);
        this.spool = spool;
    }

    /**
     * The observations around a position, or anywhere, that meet all criteria; with a position there is a column
     * {@code distance} in arcsec.
     *
     * @param params further parameters of the service, as written
     * @return a VOTable in a file of its own, which closing it deletes
     * @throws MisuseException for a criterion on a column that there is not
     */
    public Answer observations(@Nullable Region region, List<MastFilter> criteria, Map<String, List<String>> params) {
        Map<String, Object> all = new LinkedHashMap<>(params(region, criteria));
        params.forEach((name, values) -> {
            if (all.putIfAbsent(name, values.size() == 1 ? values.get(0) : values) != null) {
                throw new MisuseException("search.params." + name + ": mast sends this itself; leave it out");
            }
        });
        return service.first(url -> spooled(url, name(region, criteria), all, criteria));
    }

    private static String name(@Nullable Region region, List<MastFilter> criteria) {
        if (region == null) {
            return "Mast.Caom.Filtered";
        }
        return criteria.isEmpty() ? "Mast.Caom.Cone" : "Mast.Caom.Filtered.Position";
    }

    private static Map<String, Object> params(@Nullable Region region, List<MastFilter> criteria) {
        Map<String, Object> params = new LinkedHashMap<>();
        if (region != null && criteria.isEmpty()) {
            params.put("ra", region.ra());
            params.put("dec", region.dec());
            params.put("radius", region.radius());
            return params;
        }
        params.put("columns", "*");
        params.put("filters", criteria.stream().map(MastFilter::json).toList());
        if (region != null) {
            String radius = Parameters.degrees("radius", region.radius(), 0, 180);
            params.put("position", Parameters.ra(region) + ", " + Parameters.dec(region) + ", " + radius);
        }
        return params;
    }

    private Answer spooled(String url, String name, Map<String, Object> params, List<MastFilter> criteria) {
        Answer table = new Answer(200, url, Map.of(), file());
        try (OutputStream out = Files.newOutputStream(table.body());
                Table writer = new Table(out, criteria)) {
            service.pages(url, name, params, writer::take);
            return table;
        } catch (IOException | UncheckedIOException e) {
            table.close();
            throw new TransientException(spool + ": the observations cannot be written: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            table.close();
            throw e;
        }
    }

    private Path file() {
        try {
            return Files.createTempFile(spool, "mast", ".vot");
        } catch (IOException e) {
            throw new TransientException(spool + ": no file can be made: " + e.getMessage(), e);
        }
    }

    /** The product lists of observations. */
    public MastProducts products() {
        return new MastProducts(service);
    }

    /** Pages become rows of one VOTable; the first page has its columns. */
    private static final class Table implements java.io.Closeable {
        private final OutputStream out;
        private final List<MastFilter> criteria;
        private Columns columns = Columns.of(List.of());
        private @Nullable VotableWriter writer;
        private long lastPage;

        Table(OutputStream out, List<MastFilter> criteria) {
            this.out = out;
            this.criteria = criteria;
        }

        long take(MastPage page) {
            VotableWriter into = writer == null ? begin(page) : writer;
            long[] rowsAndHash = new long[2];
            page.rows(cells -> {
                rowsAndHash[0]++;
                rowsAndHash[1] = 31 * rowsAndHash[1] + cells.hashCode();
                write(into, row(page, cells));
            });
            if (rowsAndHash[0] > 0 && rowsAndHash[1] == lastPage) {
                throw new FinalException(
                        Urls.shown(page.answer().url()) + ": a page has the rows of the one before it");
            }
            lastPage = rowsAndHash[1];
            return rowsAndHash[0];
        }

        private VotableWriter begin(MastPage page) {
            for (MastFilter filter : criteria) {
                if (page.fields().keySet().stream().noneMatch(name -> name.equalsIgnoreCase(filter.column()))) {
                    throw new MisuseException("search.criteria." + filter.column()
                            + ": MAST's observations have no such column; they have "
                            + String.join(", ", page.fields().keySet()));
                }
            }
            columns = Columns.of(page.fields().entrySet().stream()
                    .map(field -> column(field.getKey(), field.getValue()))
                    .toList());
            try {
                VotableWriter opened =
                        VotableWriter.open(out, VotableWriter.Serialization.TABLEDATA, columns, List.of());
                writer = opened;
                return opened;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static Column column(String name, String type) {
            String datatype = datatype(type);
            String arraysize = datatype.equals("unicodeChar") ? "*" : null;
            return new Column(name, null, datatype, arraysize, UNITS.get(name), UCDS.get(name), null, null, null);
        }

        private static String datatype(String type) {
            String lower = type.toLowerCase(Locale.ROOT);
            if (REAL.contains(lower)) {
                return "double";
            }
            if (WHOLE.contains(lower)) {
                return "long";
            }
            return lower.startsWith("bool") ? "boolean" : "unicodeChar";
        }

        private Row row(MastPage page, Map<String, @Nullable Object> cells) {
            @Nullable Object[] values = new @Nullable Object[columns.size()];
            for (int i = 0; i < values.length; i++) {
                Column column = columns.get(i);
                values[i] = value(page, column, cells.get(column.name()));
            }
            return Row.of(columns, values);
        }

        private static @Nullable Object value(MastPage page, Column column, @Nullable Object cell) {
            String text = Values.text(cell);
            if (text == null) {
                return null;
            }
            try {
                return switch (column.datatype()) {
                    case "double" -> Double.valueOf(text);
                    case "long" -> Long.valueOf(text);
                    case "boolean" -> Values.truth(text);
                    default -> text;
                };
            } catch (NumberFormatException e) {
                throw new FinalException(
                        "%s: column '%s' is %s, found '%s'"
                                .formatted(
                                        Urls.shown(page.answer().url()),
                                        column.name(),
                                        column.datatype(),
                                        Body.shorten(text)),
                        e);
            }
        }

        private static void write(VotableWriter into, Row row) {
            try {
                into.write(row);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() throws IOException {
            if (writer != null) {
                writer.close();
            }
        }
    }
}
