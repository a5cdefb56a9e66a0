package io.camelopard.flow;

import io.camelopard.FinalException;
import io.camelopard.MisuseException;
import io.camelopard.transfer.ClientSettings;
import io.camelopard.transfer.Credential;
import io.camelopard.transfer.Limits;
import io.camelopard.transfer.NetworkPolicy;
import io.camelopard.transfer.RemoteUri;
import io.camelopard.transfer.Rewrites;
import io.camelopard.transfer.S3Settings;
import io.camelopard.vo.Uws;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The settings of the other packages, from the configuration. */
final class Parts {
    private static final Pattern AUTH = Pattern.compile("camelopard\\.auth\\.([A-Za-z0-9_-]+)\\.url");
    /** Questions, listings and a few more besides the products. */
    private static final int FURTHER_CONNECTIONS = 8;

    private static final long LEAST_PART = 5 << 20;

    private Parts() {}

    static ClientSettings client(Settings settings) {
        int perHost = settings.count("camelopard.transfers.perHost") + settings.count("camelopard.discoveries");
        return client(settings, perHost);
    }

    /** Every worker may have something to store; what is fetched from there has its limit in the ledger. */
    static ClientSettings s3Client(Settings settings) {
        return client(settings, 2 * settings.count("camelopard.transfers") + FURTHER_CONNECTIONS);
    }

    private static ClientSettings client(Settings settings, int perHost) {
        return new ClientSettings(
                settings.text("camelopard.http.userAgent"),
                settings.duration("camelopard.http.connectTimeout"),
                settings.duration("camelopard.http.idleTimeout"),
                settings.duration("camelopard.http.deadline"),
                settings.size("camelopard.http.lowSpeed"),
                settings.duration("camelopard.http.lowSpeedTime"),
                settings.count("camelopard.http.redirects"),
                NetworkPolicy.of(settings.text("camelopard.network.allow")),
                credentials(settings),
                perHost,
                Math.max(perHost, settings.count("camelopard.transfers") + FURTHER_CONNECTIONS));
    }

    /** Whether there are credentials for a URL. */
    static Predicate<String> own(Settings settings) {
        List<Credential> credentials = credentials(settings);
        return url -> {
            try {
                URI uri = RemoteUri.parse(url);
                return credentials.stream().anyMatch(credential -> credential.isFor(uri));
            } catch (FinalException e) {
                return false; // it is refused when it is fetched
            }
        };
    }

    private static List<Credential> credentials(Settings settings) {
        List<Credential> credentials = new ArrayList<>();
        Properties all = settings.properties();
        for (String key : all.stringPropertyNames()) {
            Matcher auth = AUTH.matcher(key);
            if (auth.matches()) {
                credentials.add(credential("camelopard.auth." + auth.group(1), all));
            }
        }
        return credentials;
    }

    private static Credential credential(String prefix, Properties all) {
        String url = all.getProperty(prefix + ".url");
        if (all.containsKey(prefix + ".token")) {
            return Credential.bearer(url, secret(prefix + ".token", all));
        }
        if (all.containsKey(prefix + ".cookie")) {
            return Credential.cookie(url, secret(prefix + ".cookie", all));
        }
        if (all.containsKey(prefix + ".username") && all.containsKey(prefix + ".password")) {
            return Credential.basic(url, secret(prefix + ".username", all), secret(prefix + ".password", all));
        }
        throw new MisuseException(prefix + ".url: there is no .token, no .cookie, and no .username with .password");
    }

    private static String secret(String key, Properties all) {
        return Credential.secret(key, all.getProperty(key).strip());
    }

    /** Unlike those of archives it may stand there itself, since a database is often the machine's own. */
    static String ledgerPassword(Settings settings) {
        String key = "camelopard.ledger.password";
        String text = settings.text(key);
        return text.startsWith("env:") || text.startsWith("file:") ? Credential.secret(key, text) : text;
    }

    static S3Settings s3(Settings settings) {
        String endpoint = settings.text("camelopard.s3.endpoint");
        String caBundle = settings.text("camelopard.s3.caBundle");
        return new S3Settings(
                endpoint.isEmpty() ? null : endpoint(endpoint),
                settings.text("camelopard.s3.region"),
                flag("camelopard.s3.anonymous", settings),
                flag("camelopard.s3.pathStyle", settings),
                caBundle.isEmpty() ? null : Path.of(caBundle));
    }

    /** Of an upload in parts. */
    static long s3Part(Settings settings) {
        long size = settings.size("camelopard.s3.part");
        if (size < LEAST_PART) {
            throw new MisuseException("camelopard.s3.part = %s: expected 5MB or more, which is the least that S3 takes"
                    .formatted(settings.text("camelopard.s3.part")));
        }
        return size;
    }

    private static URI endpoint(String text) {
        try {
            URI uri = RemoteUri.parse(text);
            if (uri.getRawPath().equals("/") && uri.getRawQuery() == null) {
                return URI.create(uri.getScheme() + "://" + uri.getRawAuthority());
            }
        } catch (FinalException e) {
            throw new MisuseException("camelopard.s3.endpoint = %s: %s".formatted(text, e.getMessage()), e);
        }
        throw new MisuseException(
                "camelopard.s3.endpoint = %s: expected https://host or http://host:port".formatted(text));
    }

    static boolean flag(String key, Settings settings) {
        return switch (settings.text(key)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new MisuseException("%s = %s: expected true or false".formatted(key, settings.text(key)));
        };
    }

    static Rewrites rewrites(Settings settings) {
        Map<String, String> rules = new LinkedHashMap<>();
        Properties all = settings.properties();
        all.stringPropertyNames().stream()
                .filter(key -> key.startsWith("camelopard.rewrite."))
                .forEach(key -> rules.put(key, all.getProperty(key)));
        return Rewrites.of(rules);
    }

    static Limits transfer(Settings settings) {
        return new Limits(
                settings.size("camelopard.limits.product"),
                settings.size("camelopard.limits.metadata"),
                settings.count("camelopard.limits.directoryDepth"),
                settings.count("camelopard.limits.directoryFiles"),
                settings.size("camelopard.limits.listing"),
                settings.size("camelopard.limits.product"),
                settings.count("camelopard.limits.expansion"));
    }

    /** A service may keep us waiting for half as long as we wait for a byte. */
    static Uws.Settings jobs(Settings settings) {
        Duration half = settings.duration("camelopard.http.idleTimeout").dividedBy(2);
        return new Uws.Settings(half, settings.duration("camelopard.jobs.longest"));
    }

    static io.camelopard.votable.Limits votable(Settings settings) {
        io.camelopard.votable.Limits usual = io.camelopard.votable.Limits.defaults();
        return new io.camelopard.votable.Limits(
                settings.size("camelopard.limits.metadata"),
                usual.maxColumns(),
                usual.maxCellChars(),
                usual.maxDepth(),
                usual.maxInfos(),
                settings.count("camelopard.limits.expansion"));
    }
}
