package io.camelopard.votable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.camelopard.FinalException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Array;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import uk.ac.starlink.ecsv.EcsvTableBuilder;
import uk.ac.starlink.table.RowSequence;
import uk.ac.starlink.table.StarTable;
import uk.ac.starlink.table.StoragePolicy;
import uk.ac.starlink.table.TableBuilder;
import uk.ac.starlink.table.formats.AsciiTableBuilder;
import uk.ac.starlink.util.FileDataSource;
import uk.ac.starlink.votable.FitsPlusTableBuilder;
import uk.ac.starlink.votable.VOTableBuilder;

/** What is written in each format is there again when STIL reads it; STIL has no Parquet. */
class TableFileTest {
    static final Columns ALL = Columns.of(List.of(
            column("flag", "boolean", null, null, null),
            column("byte", "unsignedByte", null, null, null),
            column("short", "short", null, "adu", null),
            column("int", "int", null, "s", "time.duration"),
            column("long", "long", null, null, "meta.id;meta.main"),
            column("float", "float", null, "mag", "phot.mag;em.opt.V"),
            column("ra", "double", null, "deg", "pos.eq.ra;meta.main"),
            column("name", "char", "*", null, "meta.id"),
            column("note", "unicodeChar", "*", null, null),
            column("pair", "float", "2", "arcsec", null),
            column("many", "double", "*", "Jy", "phot.flux"),
            column("ints", "int", "3", null, null),
            column("matrix", "double", "2x2", null, null),
            column("words", "char", "8x*", null, null)));

    static final List<Object[]> CELLS = List.of(
            new Object[] {
                true,
                (short) 255,
                (short) -32768,
                Integer.MIN_VALUE,
                Long.MAX_VALUE,
                1.5f,
                83.63321,
                "3C 273, \"the\" quasar",
                "plain",
                new float[] {1, 2},
                new double[] {1.25},
                new int[] {1, 2, 3},
                new double[] {1, 2, 3, 4},
                new String[] {"one", "two"}
            },
            new Object[14],
            new Object[] {
                false,
                (short) 0,
                (short) 32766,
                7,
                Long.MIN_VALUE + 1,
                -0.25f,
                -1e-300,
                "last",
                "# of x",
                new float[] {3, 4},
                new double[] {5, 6, 7},
                new int[] {-1, 0, 1},
                new double[] {0, 0, 0, 1},
                new String[] {"three", "four"}
            });

    @TempDir
    Path folder;

    static Column column(String name, String datatype, String arraysize, String unit, String ucd) {
        return new Column(name, null, datatype, arraysize, unit, ucd, null, null, "the " + name);
    }

    static Path write(Path file, TableFormat format, Columns columns, TableFile.Rows rows) {
        try (OutputStream out = Files.newOutputStream(file)) {
            TableFile.write(format, columns, rows, out);
            return file;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static TableFile.Rows rows(Columns columns, List<Object[]> cells) {
        return () -> new RowCursor() {
            private int next;

            @Override
            public @Nullable Row next() {
                return next < cells.size() ? Row.of(columns, cells.get(next++)) : null;
            }

            @Override
            public void close() {}
        };
    }

    private static StarTable read(Path file, TableFormat format) throws IOException {
        TableBuilder builder =
                switch (format) {
                    case FITS -> new FitsPlusTableBuilder();
                    case ECSV -> new EcsvTableBuilder();
                    case ASCII -> new AsciiTableBuilder();
                    default -> new VOTableBuilder();
                };
        return builder.makeStarTable(new FileDataSource(file.toFile()), false, StoragePolicy.PREFER_MEMORY);
    }

    @ParameterizedTest
    @EnumSource(
            value = TableFormat.class,
            names = {"VOTABLE", "FITS", "ECSV"})
    void keepsTypesNullsUnitsAndUcds(TableFormat format) throws IOException {
        StarTable table = read(write(folder.resolve("t"), format, ALL, rows(ALL, CELLS)), format);

        assertThat(table.getRowCount()).isIn(3L, -1L);
        assertThat(table.getColumnCount()).isEqualTo(ALL.size());
        for (int i = 0; i < ALL.size(); i++) {
            assertThat(table.getColumnInfo(i).getName()).isEqualTo(ALL.get(i).name());
            assertThat(table.getColumnInfo(i).getUnitString())
                    .isEqualTo(ALL.get(i).unit());
            assertThat(table.getColumnInfo(i).getUCD()).isEqualTo(ALL.get(i).ucd());
            assertThat(table.getColumnInfo(i).getDescription())
                    .isEqualTo(ALL.get(i).description());
        }
        int row = 0;
        try (RowSequence sequence = table.getRowSequence()) {
            while (sequence.next()) {
                for (int i = 0; i < ALL.size(); i++) {
                    assertThat(plain(sequence.getCell(i)))
                            .as("row %d, column %s", row, ALL.get(i).name())
                            .isEqualTo(plain(CELLS.get(row)[i]));
                }
                row++;
            }
        }
        assertThat(row).isEqualTo(3);
    }

    /** Numbers as doubles or longs, arrays as lists; an array of which nothing is there is none. */
    private static @Nullable Object plain(@Nullable Object value) {
        if (value == null || !value.getClass().isArray()) {
            boolean blank = value instanceof Number n && Double.isNaN(n.doubleValue());
            return blank || "".equals(value)
                    ? null
                    : value instanceof Double || value instanceof Float
                            ? (Object) ((Number) value).doubleValue()
                            : value instanceof Number n ? (Object) n.longValue() : value;
        }
        List<@Nullable Object> list = new ArrayList<>();
        for (int i = 0; i < Array.getLength(value); i++) {
            Object element = plain(Array.get(value, i));
            if (element != null) {
                list.add(element);
            }
        }
        return list.isEmpty() || list.stream().allMatch(e -> e.equals(0L)) ? null : list;
    }

    @Test
    void writesCsvWithArraysInBracketsAndNothingForNull() throws IOException {
        Path file = write(folder.resolve("t.csv"), TableFormat.CSV, ALL, rows(ALL, CELLS));

        List<String> lines = Files.readAllLines(file);
        assertThat(lines.get(0)).isEqualTo("flag,byte,short,int,long,float,ra,name,note,pair,many,ints,matrix,words");
        assertThat(lines.get(1))
                .startsWith("true,255,-32768,-2147483648,9223372036854775807,1.5,83.63321,"
                        + "\"3C 273, \"\"the\"\" quasar\",plain,\"(1.0, 2.0)\",");
        assertThat(lines.get(2)).isEqualTo(",".repeat(13));
    }

    @Test
    void writesAsciiWithoutCuttingAnything() throws IOException {
        Columns columns = Columns.of(List.of(Column.of("id", "long", null), Column.of("region", "char", "*")));
        String polygon = "Polygon ICRS" + " 83.633212345678901".repeat(1000);
        Path file = write(
                folder.resolve("t.txt"),
                TableFormat.ASCII,
                columns,
                rows(columns, List.of(new Object[] {1L, polygon}, new Object[] {null, "x"}, new Object[] {2L, null})));

        assertThat(Files.size(file)).isLessThan(polygon.length() + 200L);
        StarTable table = read(file, TableFormat.ASCII);
        List<String> regions = new ArrayList<>();
        try (RowSequence sequence = table.getRowSequence()) {
            while (sequence.next()) {
                regions.add((String) sequence.getCell(1));
            }
        }
        assertThat(regions).containsExactly(polygon, "x", null);
    }

    /** A byte column with all its 256 values and a null has no number to spare for the null. */
    @Test
    void widensBytesOfWhichNoneIsFreeForNull() throws IOException {
        Columns columns = Columns.of(List.of(Column.of("b", "unsignedByte", null)));
        List<Object[]> cells = new ArrayList<>();
        for (short i = 0; i < 256; i++) {
            cells.add(new Object[] {i});
        }
        cells.add(new Object[] {null});
        StarTable table = read(
                write(folder.resolve("t.fits"), TableFormat.FITS, columns, rows(columns, cells)), TableFormat.FITS);

        List<Object> read = new ArrayList<>();
        try (RowSequence sequence = table.getRowSequence()) {
            while (sequence.next()) {
                read.add(plain(sequence.getCell(0)));
            }
        }
        assertThat(read).hasSize(257);
        assertThat(read.get(255)).isEqualTo(255L);
        assertThat(read.get(256)).isNull();
    }

    @Test
    void namesTheColumnThatAFormatCannotHold() {
        Columns columns = Columns.of(List.of(Column.of("flags", "boolean", "*")));
        TableFile.Rows rows = rows(columns, List.<Object[]>of(new Object[] {new Boolean[] {true, null}}));

        assertThatThrownBy(() -> write(folder.resolve("t.fits"), TableFormat.FITS, columns, rows))
                .isInstanceOf(FinalException.class)
                .hasMessage("column 'flags' is boolean[*] and has a null among its elements,"
                        + " which this format cannot hold; VOTable can");
    }

    @ParameterizedTest
    @EnumSource(TableFormat.class)
    void writesATableWithoutRows(TableFormat format) throws IOException {
        Path file = write(folder.resolve("t"), format, ALL, rows(ALL, List.of()));

        assertThat(file).isNotEmptyFile();
        // STIL cannot read its own CSV and ASCII without rows.
        if (format == TableFormat.VOTABLE || format == TableFormat.FITS || format == TableFormat.ECSV) {
            assertThat(read(file, format).getColumnCount()).isEqualTo(ALL.size());
        }
    }

    static List<Samples.Sample> samples() {
        return Samples.votables().stream()
                .filter(sample -> sample.rows() != null && sample.rows() > 0)
                .toList();
    }

    /** Recorded answers of archives, through a spool, in every format. */
    @ParameterizedTest
    @MethodSource("samples")
    void writesWhatArchivesAnswer(Samples.Sample sample) throws IOException {
        Path spooled = Files.createFile(folder.resolve("spool"));
        Columns columns;
        long rows = 0;
        try (VotableReader reader = VotableReader.open(new ByteArrayInputStream(sample.bytes()), Limits.defaults());
                RowSpool spool = RowSpool.open(spooled)) {
            columns = unique(reader.columns());
            while (reader.hasNext()) {
                spool.write(reader.next());
                rows++;
            }
            for (TableFormat format : TableFormat.values()) {
                Path file = write(
                        folder.resolve(format.name()), format, columns, () -> spool.read(columns, 0, spool.position()));
                if (format == TableFormat.FITS || format == TableFormat.VOTABLE) {
                    assertThat(count(read(file, format))).as("%s", format).isEqualTo(rows);
                }
            }
        }
    }

    private static Columns unique(Columns columns) {
        List<Column> unique = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            Column c = columns.get(i);
            unique.add(new Column(
                    columns.keys().get(i),
                    null,
                    c.datatype(),
                    c.arraysize(),
                    c.unit(),
                    c.ucd(),
                    c.utype(),
                    c.xtype(),
                    c.description()));
        }
        return Columns.of(unique);
    }

    private static long count(StarTable table) throws IOException {
        long count = 0;
        try (RowSequence sequence = table.getRowSequence()) {
            while (sequence.next()) {
                count++;
            }
        }
        return count;
    }

    @ParameterizedTest
    @EnumSource(TableFormat.class)
    void fiftyThousandRows(TableFormat format) throws IOException {
        assertThat(big(format, 50_000)).isNotEmptyFile();
    }

    @Tag("faults")
    @ParameterizedTest
    @EnumSource(TableFormat.class)
    void aMillionRows(TableFormat format) throws IOException {
        assertThat(big(format, 1_000_000)).isNotEmptyFile();
    }

    private Path big(TableFormat format, long rows) throws IOException {
        Path spooled = Files.createFile(folder.resolve("spool"));
        try (VotableReader reader = VotableReader.open(new Generated(rows), Limits.defaults());
                RowSpool spool = RowSpool.open(spooled)) {
            Columns columns = reader.columns();
            while (reader.hasNext()) {
                spool.write(reader.next());
            }
            Path file = write(folder.resolve("t"), format, columns, () -> spool.read(columns, 0, spool.position()));
            if (format == TableFormat.FITS) {
                assertThat(read(file, TableFormat.FITS).getRowCount()).isEqualTo(rows);
            }
            if (format == TableFormat.PARQUET) {
                String tail = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                assertThat(tail).startsWith("PAR1").endsWith("PAR1").contains("IVOA.VOTable-Parquet.version");
            }
            return file;
        }
    }
}
