package io.camelopard.cli.demo;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleBiFunction;

/** Small FITS files with plausible content, the same for the same observation and seed. */
final class FitsMaker {
    /** Seconds from the mission's epoch, 2010-01-01, to that of Unix. */
    private static final long EPOCH = 1_262_304_000L;

    private static final int SIDE = 256;
    private static final double PIXEL = 2.46 / 3600;

    private final Observation observation;
    private final String instrument;
    private final Random random;

    FitsMaker(Observation observation, String instrument, long seed) {
        this.observation = observation;
        this.instrument = instrument;
        this.random = new Random(seed);
    }

    /** A column: its format letter, and its value by row number and chance. */
    record Column(String name, char format, String unit, ToDoubleBiFunction<Integer, Random> value) {
        int width() {
            return switch (format) {
                case 'D' -> Double.BYTES;
                case 'E' -> Float.BYTES;
                case 'J' -> Integer.BYTES;
                case 'I' -> Short.BYTES;
                default -> throw new IllegalArgumentException("format " + format);
            };
        }

        void write(double cell, ByteBuffer row) {
            switch (format) {
                case 'D' -> row.putDouble(cell);
                case 'E' -> row.putFloat((float) cell);
                case 'J' -> row.putInt((int) cell);
                case 'I' -> row.putShort((short) cell);
                default -> throw new IllegalArgumentException("format " + format);
            }
        }
    }

    /** An event list: EVENTS around the source, and the good time interval. */
    byte[] events(int rows) {
        double live = observation.exposure() / rows;
        Column time = new Column("TIME", 'D', "s", (row, chance) -> begin() + (row + chance.nextDouble()) * live);
        Column grade = new Column("GRADE", 'I', "", (row, chance) -> chance.nextInt(32));
        Column pi = new Column("PI", 'J', "chan", (row, chance) -> 35 - 120 * StrictMath.log(1 - chance.nextDouble()));
        Column x = new Column("X", 'I', "pixel", (row, chance) -> 500 + 12 * chance.nextGaussian());
        Column y = new Column("Y", 'I', "pixel", (row, chance) -> 500 + 12 * chance.nextGaussian());
        return file(table("EVENTS", rows, List.of(time, grade, pi, x, y)), interval());
    }

    byte[] goodTimes() {
        return file(interval());
    }

    /** A time series at even steps, such as attitude, orbit and housekeeping are. */
    byte[] series(String name, int rows, List<Column> columns) {
        return file(table(name, rows, columns));
    }

    /** An image of the sky around the target: a point source on a flat background, with its WCS. */
    byte[] image() {
        ByteBuffer pixels = ByteBuffer.allocate(SIDE * SIDE * Short.BYTES);
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                double r2 = StrictMath.pow(x - SIDE / 2.0, 2) + StrictMath.pow(y - SIDE / 2.0, 2);
                pixels.putShort((short) (200 * StrictMath.exp(-r2 / 100) + 3 * random.nextDouble()));
            }
        }
        Hdu image = new Hdu().put("SIMPLE", true).put("BITPIX", 16).put("NAXIS", 2);
        image.put("NAXIS1", SIDE).put("NAXIS2", SIDE).put("EXTEND", true);
        return describe(wcs(image)).bytes(pixels.array());
    }

    private Hdu wcs(Hdu image) {
        image.put("CTYPE1", "RA---TAN").put("CRPIX1", SIDE / 2 + 1.0).put("CRVAL1", observation.ra());
        image.put("CDELT1", -PIXEL).put("CUNIT1", "deg");
        image.put("CTYPE2", "DEC--TAN").put("CRPIX2", SIDE / 2 + 1.0).put("CRVAL2", observation.dec());
        return image.put("CDELT2", PIXEL).put("CUNIT2", "deg").put("BUNIT", "count");
    }

    private byte[] interval() {
        Column start = new Column("START", 'D', "s", (row, chance) -> begin());
        Column stop = new Column("STOP", 'D', "s", (row, chance) -> begin() + observation.exposure());
        return table("GTI", 1, List.of(start, stop));
    }

    private byte[] table(String name, int rows, List<Column> columns) {
        int width = columns.stream().mapToInt(Column::width).sum();
        ByteBuffer data = ByteBuffer.allocate(rows * width);
        for (int row = 0; row < rows; row++) {
            for (Column column : columns) {
                column.write(column.value().applyAsDouble(row, random), data);
            }
        }
        Hdu table = new Hdu().put("XTENSION", "BINTABLE").put("BITPIX", 8).put("NAXIS", 2);
        table.put("NAXIS1", width).put("NAXIS2", rows).put("PCOUNT", 0).put("GCOUNT", 1);
        table.put("TFIELDS", columns.size());
        for (int i = 0; i < columns.size(); i++) {
            Column column = columns.get(i);
            table.put("TTYPE" + (i + 1), column.name()).put("TFORM" + (i + 1), "1" + column.format());
            table.put("TUNIT" + (i + 1), column.unit());
        }
        return describe(table.put("EXTNAME", name)).bytes(data.array());
    }

    private byte[] file(byte[]... extensions) {
        Hdu primary = new Hdu().put("SIMPLE", true).put("BITPIX", 8).put("NAXIS", 0);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(describe(primary.put("EXTEND", true)).bytes(new byte[0]));
        for (byte[] extension : extensions) {
            file.writeBytes(extension);
        }
        return file.toByteArray();
    }

    private Hdu describe(Hdu hdu) {
        hdu.put("TELESCOP", "NuSTAR").put("INSTRUME", instrument).put("OBS_ID", observation.obsid());
        hdu.put("OBJECT", "3C105").put("RA_OBJ", observation.ra()).put("DEC_OBJ", observation.dec());
        hdu.put("RADESYS", "ICRS")
                .put("MJDREFI", 55197)
                .put("MJDREFF", 7.6601852e-4)
                .put("TIMEUNIT", "s");
        String start = observation.start().toString();
        hdu.put("DATE-OBS", start.substring(0, start.length() - 1)).put("EXPOSURE", observation.exposure());
        return hdu.put("ORIGIN", "Camelopard demonstration, not an observation");
    }

    private double begin() {
        return observation.start().getEpochSecond() - EPOCH;
    }
}
