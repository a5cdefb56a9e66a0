package io.camelopard.flow;

import io.camelopard.FinalException;
import io.camelopard.MisuseException;
import io.camelopard.fits.Cutout;
import io.camelopard.fits.Decompress;
import io.camelopard.fits.Extent;
import io.camelopard.fits.FileSource;
import io.camelopard.fits.Histogram;
import io.camelopard.fits.Keywords;
import io.camelopard.fits.Preview;
import io.camelopard.fits.SkyPoint;
import io.camelopard.fits.Source;
import io.camelopard.harvest.Position;
import io.camelopard.harvest.Refine;
import io.camelopard.harvest.Search;
import io.camelopard.transfer.DiskException;
import io.camelopard.transfer.Limits;
import io.camelopard.vo.Target;
import io.camelopard.votable.TableConversion;
import io.camelopard.votable.TableFormat;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.UUID;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the kamelets that make files do: the body is a {@link File} and becomes the file that was made of it, which is the
 * caller's; what nobody takes away is deleted when this process ends. The parameters are exchange properties. What a file is not made for is
 * a {@link FinalException}. Thread-safe.
 */
public final class FileSteps {
    private static final Logger LOG = LoggerFactory.getLogger(FileSteps.class);

    private final Path folder;
    private final Limits limits;
    private final io.camelopard.votable.Limits tables;

    /** @param folder where files are made */
    FileSteps(Path folder, Limits limits, io.camelopard.votable.Limits tables) {
        this.tables = tables;
        this.folder = folder;
        this.limits = limits;
    }

    /** Makes a file, and says what the body becomes. */
    @FunctionalInterface
    private interface Maker {
        Object make(Path target) throws IOException;
    }

    /** The same, of a FITS file. */
    @FunctionalInterface
    private interface SourceMaker {
        Object make(Source source, Path target) throws IOException;
    }

    /** Undoes all compressions; a file without one stays the body. */
    public void decompress(Exchange exchange) {
        Decompress decompress = new Decompress(limits.maxInflatedBytes(), limits.maxInflation());
        File file = exchange.getMessage().getBody(File.class);
        make(
                exchange,
                target -> decompress.from(file.toPath(), target) instanceof Decompress.Outcome.Unpacked
                        ? target.toFile()
                        : file);
    }

    /** Cuts {@code radius}, or {@code width} and {@code height}, out around {@code at}, or the variables of the target. */
    public void cutout(Exchange exchange) {
        Extent extent = extent(number(exchange, "radius"), number(exchange, "width"), number(exchange, "height"));
        Cutout cutout = new Cutout(centre(exchange), extent, text(exchange, "hdu"), false);
        make(exchange, (source, target) -> cut(cutout, source, target));
    }

    /** @throws FinalException where there is nothing to cut out */
    static Object cut(Cutout cutout, Source source, Path target) throws IOException {
        Cutout.Outcome outcome = cutout.from(source, target);
        if (outcome instanceof Cutout.Outcome.NoImage none) {
            throw new FinalException(none.reason());
        }
        if (outcome instanceof Cutout.Outcome.Outside outside) {
            throw new FinalException(outside.reason());
        }
        return target.toFile();
    }

    /** What a step of a harvest cuts out for a product. */
    static Cutout cutout(Refine.Cutout step, Job job) {
        Search.Size box = step.box();
        Extent extent = extent(step.radius(), box == null ? null : box.width(), box == null ? null : box.height());
        Target target = Products.target(job.target());
        SkyPoint centre = step.at() != null
                ? centre(step.at())
                : centre(target == null ? null : target.ra(), target == null ? null : target.dec());
        return new Cutout(centre, extent, step.hdu(), false);
    }

    private static Extent extent(@Nullable Double radius, @Nullable Double width, @Nullable Double height) {
        if (radius != null) {
            return new Extent.Circle(radius);
        }
        if (width == null || height == null) {
            throw new MisuseException("a cutout needs radius, or width and height");
        }
        return new Extent.Rectangle(width, height);
    }

    private static SkyPoint centre(@Nullable Double ra, @Nullable Double dec) {
        if (ra == null || dec == null) {
            throw new MisuseException("a cutout needs a position: a target, or at");
        }
        return new SkyPoint(ra, dec);
    }

    private static SkyPoint centre(String at) {
        return Position.parse(at)
                .map(position -> new SkyPoint(position.ra(), position.dec()))
                .orElseThrow(() -> new MisuseException("at '" + at + "': expected a position such as 83.6 22.0"));
    }

    private static SkyPoint centre(Exchange exchange) {
        String at = text(exchange, "at");
        return at != null
                ? centre(at)
                : centre(exchange.getVariable(Vars.RA, Double.class), exchange.getVariable(Vars.DEC, Double.class));
    }

    /** Draws the image. */
    public void preview(Exchange exchange) {
        Preview preview = new Preview(
                Preview.Stretch.valueOf(required(exchange, "stretch").toUpperCase(Locale.ROOT)),
                required(exchange, "colormap"),
                number(exchange, "min"),
                number(exchange, "max"),
                number(exchange, "percentile"),
                count(exchange, "size"),
                text(exchange, "hdu"));
        make(exchange, (source, target) -> {
            if (preview.from(source, target) instanceof Preview.Outcome.NoImage none) {
                throw new FinalException(none.reason());
            }
            return target.toFile();
        });
    }

    /** Bins the columns {@code x} and {@code y} of an event list. */
    public void histogram(Exchange exchange) {
        Histogram histogram = new Histogram(
                required(exchange, "x"),
                required(exchange, "y"),
                count(exchange, "binsX"),
                count(exchange, "binsY"),
                text(exchange, "hdu"));
        make(exchange, (source, target) -> {
            if (histogram.from(source, target) instanceof Histogram.Outcome.NoTable none) {
                throw new FinalException(none.reason());
            }
            return target.toFile();
        });
    }

    /** Makes a table of the format {@code to}. */
    public void convert(Exchange exchange) {
        String to = required(exchange, "to");
        TableFormat format = TableFormat.named(to)
                .orElseThrow(() -> new MisuseException("to '" + to + "' is no format of tables that is written"));
        TableConversion conversion = new TableConversion(format, tables);
        Path file = exchange.getMessage().getBody(File.class).toPath();
        make(exchange, target -> {
            if (conversion.from(file, target) instanceof TableConversion.Outcome.NoTable none) {
                throw new FinalException(none.reason());
            }
            return target.toFile();
        });
    }

    /** The body becomes a map of the values of {@code keywords}, those that are there. */
    public void header(Exchange exchange) {
        Keywords keywords =
                new Keywords(Arrays.asList(required(exchange, "keywords").split(",")));
        make(exchange, (source, target) -> keywords.from(source));
    }

    private void make(Exchange exchange, SourceMaker maker) {
        Path file = exchange.getMessage().getBody(File.class).toPath();
        make(exchange, target -> {
            try (FileSource source = FileSource.open(file)) {
                return maker.make(source, target);
            }
        });
    }

    private void make(Exchange exchange, Maker maker) {
        Path target = folder.resolve(UUID.randomUUID().toString());
        try {
            exchange.getMessage().setBody(maker.make(target));
        } catch (IOException e) {
            discard(target);
            throw DiskException.of(target, e);
        } catch (RuntimeException | Error e) {
            discard(target);
            throw e;
        }
    }

    static void discard(Path target) {
        try {
            Files.deleteIfExists(target);
        } catch (IOException e) {
            LOG.warn("step.left file={} reason=\"{}\"", target, e.getMessage());
        }
    }

    private static @Nullable String text(Exchange exchange, String name) {
        String text = exchange.getProperty(name, String.class);
        return text == null || text.isBlank() ? null : text;
    }

    private static String required(Exchange exchange, String name) {
        String text = text(exchange, name);
        if (text == null) {
            throw new MisuseException("a step needs " + name);
        }
        return text;
    }

    private static @Nullable Double number(Exchange exchange, String name) {
        return text(exchange, name) == null ? null : exchange.getProperty(name, Double.class);
    }

    private static int count(Exchange exchange, String name) {
        required(exchange, name);
        return exchange.getProperty(name, Integer.class);
    }
}
