package io.camelopard.cli.demo;

import io.camelopard.cli.demo.FitsMaker.Column;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;

/** One file of an observation: its path below the observation's folder, and its bytes, made when first asked for. */
final class DemoFile {
    private static final Map<String, List<DemoFile>> BY_OBSID = new ConcurrentHashMap<>();

    private final Observation observation;
    private final String path;
    private final String instrument;
    private final Function<FitsMaker, byte[]> content;
    private byte[] bytes = {};

    private DemoFile(Observation observation, String path, String instrument, Function<FitsMaker, byte[]> content) {
        this.observation = observation;
        this.path = path;
        this.instrument = instrument;
        this.content = content;
    }

    /** The files of an observation with the names that NuSTAR's pipeline gives them. */
    static List<DemoFile> of(Observation observation) {
        return BY_OBSID.computeIfAbsent(observation.obsid(), unused -> list(observation));
    }

    private static List<DemoFile> list(Observation observation) {
        List<DemoFile> files = new ArrayList<>();
        String name = "nu" + observation.obsid();
        files.add(new DemoFile(observation, "auxil/" + name + "_att.fits.gz", "", file -> attitude(file, observation)));
        files.add(new DemoFile(observation, "auxil/" + name + "_orb.fits.gz", "", DemoFile::orbit));
        for (String module : List.of("A", "B")) {
            String fpm = "FPM" + module;
            String cleaned = "event_cl/" + name + module + "01_";
            files.add(new DemoFile(observation, cleaned + "cl.evt.gz", fpm, file -> file.events(3_000)));
            files.add(new DemoFile(observation, cleaned + "gti.fits.gz", fpm, FitsMaker::goodTimes));
            files.add(new DemoFile(observation, cleaned + "sk.img", fpm, FitsMaker::image));
            files.add(new DemoFile(observation, "event_uf/" + name + module + "_uf.evt", fpm, f -> f.events(15_000)));
            files.add(new DemoFile(observation, "hk/" + name + module + "_fpm.hk.gz", fpm, DemoFile::housekeeping));
        }
        return List.copyOf(files);
    }

    String path() {
        return path;
    }

    Instant modified() {
        return observation.processed();
    }

    synchronized byte[] bytes() {
        if (bytes.length == 0) {
            byte[] fits = content.apply(new FitsMaker(observation, instrument, seed()));
            bytes = path.endsWith(".gz") ? gzip(fits) : fits;
        }
        return bytes;
    }

    /** A strong validator: length and checksum of the bytes. */
    String etag() {
        CRC32 crc = new CRC32();
        crc.update(bytes());
        return "\"" + Integer.toHexString(bytes().length) + "-" + Long.toHexString(crc.getValue()) + "\"";
    }

    private long seed() {
        return (observation.obsid() + path).hashCode();
    }

    private static byte[] attitude(FitsMaker file, Observation observation) {
        Column ra = new Column("RA", 'D', "deg", (row, chance) -> observation.ra() + chance.nextGaussian() / 3600);
        Column dec = new Column("DEC", 'D', "deg", (row, chance) -> observation.dec() + chance.nextGaussian() / 3600);
        return file.series("ATTITUDE", 2_000, List.of(second(), ra, dec));
    }

    private static byte[] orbit(FitsMaker file) {
        Column height = new Column("SAT_ALT", 'E', "km", (row, chance) -> 600 + 20 * StrictMath.sin(row / 100.0));
        return file.series("ORBIT", 1_000, List.of(second(), height));
    }

    private static byte[] housekeeping(FitsMaker file) {
        Column rate = new Column("NACCEPT", 'I', "count", (row, chance) -> 20 + chance.nextInt(10));
        Column temperature = new Column("DETTEMP", 'E', "Celsius", (row, chance) -> 5 + chance.nextGaussian());
        return file.series("HK1FPM", 1_200, List.of(second(), rate, temperature));
    }

    private static Column second() {
        return new Column("TIME", 'D', "s", (row, chance) -> row);
    }

    private static byte[] gzip(byte[] plain) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }
}
