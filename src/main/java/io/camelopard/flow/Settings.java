package io.camelopard.flow;

import io.camelopard.MisuseException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The configuration: the defaults that ship with the program, {@code application.properties} of the configuration
 * folder, and what the command line sets, in this order.
 *
 * @param base the folder of the program, with {@code routes/}
 * @param config the configuration folder, with {@code harvests/}
 * @param home the data folder
 * @param properties every key with its value, before Camel resolves its placeholders
 */
public record Settings(Path base, Path config, Path home, Properties properties) {
    private static final String DEFAULTS = "/defaults/application.properties";
    private static final Pattern DURATION = Pattern.compile("(\\d+)\\s*(ms|s|m|h|d)");
    private static final Pattern SIZE = Pattern.compile("(\\d+)\\s*(B|KB|MB|GB|TB)", Pattern.CASE_INSENSITIVE);
    private static final Logger LOG = LoggerFactory.getLogger(Settings.class);
    private static final Pattern LATER_KEYS = Pattern.compile("camelopard\\.(web|notify|roles)\\..+");
    private static final Pattern OPEN_KEYS =
            Pattern.compile("camelopard\\.(rewrite|auth|web|notify|roles)\\..+|camel\\..+");
    private static final List<String> UNITS = List.of("B", "KB", "MB", "GB", "TB");

    /**
     * Reads the configuration.
     *
     * @throws MisuseException for a file that cannot be read and for an unknown key
     */
    public static Settings load(Path base, Path config, Path home, Map<String, String> set) {
        Properties all = defaults();
        TreeSet<String> known = new TreeSet<>(all.stringPropertyNames());
        Path file = config.resolve("application.properties");
        if (Files.exists(file)) {
            Properties own = read(file);
            own.stringPropertyNames().forEach(key -> checkKnown(key, known, file.toString()));
            all.putAll(own);
        }
        set.keySet().forEach(key -> checkKnown(key, known, "--set"));
        all.putAll(set);
        all.setProperty("camelopard.version", version());
        all.setProperty("camelopard.home", home.toAbsolutePath().normalize().toString());
        return new Settings(
                base.toAbsolutePath().normalize(),
                config.toAbsolutePath().normalize(),
                home.toAbsolutePath().normalize(),
                all);
    }

    /** The program's version, from its manifest; {@code dev} when it runs from class files. */
    public static String version() {
        String version = Settings.class.getPackage().getImplementationVersion();
        return version == null ? "dev" : version;
    }

    private static Properties defaults() {
        Properties defaults = new Properties();
        try (InputStream in = Settings.class.getResourceAsStream(DEFAULTS)) {
            if (in == null) {
                throw new IllegalStateException(DEFAULTS + " is missing from the program");
            }
            defaults.load(in);
            return defaults;
        } catch (IOException e) {
            throw new IllegalStateException(DEFAULTS + " cannot be read", e);
        }
    }

    private static Properties read(Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
            return properties;
        } catch (IOException | IllegalArgumentException e) {
            throw new MisuseException(file + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private static void checkKnown(String key, TreeSet<String> known, String where) {
        if (LATER_KEYS.matcher(key).matches()) {
            LOG.warn("config.ignored key={} in={} this version does not do that yet", key, where);
        }
        if (key.startsWith("camelopard.")
                && !known.contains(key)
                && !OPEN_KEYS.matcher(key).matches()) {
            throw new MisuseException("%s: unknown key '%s'; the keys are in config/application.properties: %s"
                    .formatted(where, key, String.join(", ", known.subSet("camelopard.", "camelopard/"))));
        }
    }

    /** The value of a key with Camelopard's own placeholders resolved, without blanks around it. */
    public String text(String key) {
        String value = properties.getProperty(key);
        if (value == null) {
            throw new MisuseException(key + " is not set");
        }
        return value.replace("{{camelopard.version}}", properties.getProperty("camelopard.version"))
                .strip();
    }

    public List<String> list(String key) {
        return Arrays.stream(text(key).split(","))
                .map(String::strip)
                .filter(s -> !s.isEmpty())
                .toList();
    }

    public int count(String key) {
        try {
            int value = Integer.parseInt(text(key));
            if (value > 0) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw new MisuseException("%s = %s: expected a whole number above 0".formatted(key, text(key)), e);
        }
        throw new MisuseException("%s = %s: expected a whole number above 0".formatted(key, text(key)));
    }

    public Duration duration(String key) {
        Matcher m = DURATION.matcher(text(key));
        if (!m.matches()) {
            throw new MisuseException(
                    "%s = %s: expected a duration such as 500ms, 60s, 5m, 6h or 2d".formatted(key, text(key)));
        }
        long n = Long.parseLong(m.group(1));
        return switch (m.group(2)) {
            case "ms" -> Duration.ofMillis(n);
            case "s" -> Duration.ofSeconds(n);
            case "m" -> Duration.ofMinutes(n);
            case "h" -> Duration.ofHours(n);
            default -> Duration.ofDays(n);
        };
    }

    /** A size in bytes; units are powers of 1024. */
    public long size(String key) {
        Matcher m = SIZE.matcher(text(key));
        if (!m.matches()) {
            throw new MisuseException(
                    "%s = %s: expected a size such as 512B, 64KB, 64MB or 2GB".formatted(key, text(key)));
        }
        int power = UNITS.indexOf(m.group(2).toUpperCase(Locale.ROOT));
        return Math.multiplyExact(Long.parseLong(m.group(1)), 1L << (10 * power));
    }

    public Path staging() {
        return home.resolve("staging");
    }

    public Path store() {
        return home.resolve("store");
    }

    public Path inbox() {
        return home.resolve("inbox");
    }

    public Path harvests() {
        return config.resolve("harvests");
    }
}
