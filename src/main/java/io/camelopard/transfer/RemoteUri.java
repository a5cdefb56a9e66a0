package io.camelopard.transfer;

import io.camelopard.FinalException;
import java.net.IDN;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.Iterator;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The one class that turns text of a remote side (an access URL, a {@code Location}, a link of a listing) into the URI of
 * a request.
 *
 * <p>What comes out is an absolute http or https URI by RFC 3986 without user-info and fragment, all ASCII, in which
 * braces, {@code $}, blanks, control characters and the {@code (} of {@code RAW(} are percent-encoded, so that no
 * placeholder or expression of Camel survives in it. Valid percent-escapes and double slashes are kept as they are, dot
 * segments are removed (section 5.2.4). An IPv4 host is a dotted quad in decimal: other spellings are refused, because
 * two parsers read them as two addresses. Parsing the result again gives the same URI.
 */
public final class RemoteUri {
    /** Longer URLs are refused; servers are only expected to take 8,000 (RFC 9110, section 4.1). */
    static final int MAX_LENGTH = 16_384;

    /** RFC 3986, appendix B. */
    private static final Pattern PARTS =
            Pattern.compile("^(?:([^:/?#]+):)?(?://([^/?#]*))?([^?#]*)(?:\\?([^#]*))?(?:#.*)?$", Pattern.DOTALL);

    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*");
    private static final String UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    // "$" is a legal sub-delimiter, but never left as it is: it begins an expression.
    private static final String IN_PATH = UNRESERVED + "!&'()*+,;=:@/";
    private static final BitSet PATH_CHARS = bits(IN_PATH);
    private static final BitSet QUERY_CHARS = bits(IN_PATH + "?");
    private static final Pattern ENCODED_DOT = Pattern.compile("%2e", Pattern.CASE_INSENSITIVE);
    private static final Pattern PORT = Pattern.compile("[0-9]{1,5}");
    private static final Pattern AFTER_PATH = Pattern.compile("[?#].*$", Pattern.DOTALL);
    private static final Pattern USER_INFO = Pattern.compile("^([A-Za-z][A-Za-z0-9+.-]*:)?//[^/]*@");
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cntrl}\\p{Cf}]");

    /** Ports below 1024 and X11, IRC and the like, that no archive serves HTTP on but other protocols live on. */
    private static final Set<Integer> FOREIGN_PORTS = Set.of(
            1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104,
            109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515,
            526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049,
            3659, 4045, 4190, 5060, 5061, 6000, 6379, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080);

    private RemoteUri() {}

    /**
     * The URI to request for an absolute URL.
     *
     * @throws FinalException if it is no http or https URL, or one that is not to be requested
     */
    public static URI parse(String text) {
        return build(split(text), null, text);
    }

    /**
     * The URI to request for a reference found in a document or in a {@code Location} (RFC 3986, section 5.2).
     *
     * @param base where the reference stood, after redirects
     * @throws FinalException as {@link #parse}
     */
    public static URI resolve(URI base, String reference) {
        return build(split(reference), base, reference);
    }

    /** A URL as it may stand in a message or a log: without user-info, query and fragment, which can hold tokens. */
    public static String shown(@Nullable String url) {
        if (url == null) {
            return "(no URL)";
        }
        String cut = AFTER_PATH.matcher(url).replaceFirst("");
        cut = USER_INFO.matcher(cut).replaceFirst("$1//");
        cut = UNPRINTABLE.matcher(cut).replaceAll("?");
        return cut.length() > 300 ? cut.substring(0, 300) + "…" : cut;
    }

    /** As {@link #shown(String)}. */
    public static String shown(URI uri) {
        return shown(uri.toString());
    }

    private record Parts(
            @Nullable String scheme,
            @Nullable String authority,
            String path,
            @Nullable String query) {}

    private static Parts split(String text) {
        String trimmed = text.strip();
        if (trimmed.length() > MAX_LENGTH) {
            throw refused(text, "is " + trimmed.length() + " characters long, more than " + MAX_LENGTH);
        }
        Matcher matcher = PARTS.matcher(trimmed);
        if (!matcher.matches()) {
            throw refused(text, "is not a URL");
        }
        String path = matcher.group(3);
        return new Parts(matcher.group(1), matcher.group(2), path == null ? "" : path, matcher.group(4));
    }

    private static URI build(Parts parts, @Nullable URI base, String text) {
        String uri;
        if (parts.scheme == null && base == null) {
            throw refused(text, "is not an absolute URL; expected https://host/path");
        } else if (parts.authority != null) {
            String scheme = parts.scheme != null ? scheme(parts.scheme, text) : base == null ? "" : base.getScheme();
            uri = scheme + "://" + authority(parts.authority, scheme, text) + path(parts.path) + query(parts.query);
        } else if (base == null || parts.scheme != null) {
            throw refused(text, "has no host; expected " + scheme(String.valueOf(parts.scheme), text) + "://host/path");
        } else {
            uri = base.getScheme() + "://" + base.getRawAuthority() + below(base, parts);
        }
        if (uri.length() > MAX_LENGTH) {
            throw refused(text, "is " + uri.length() + " characters long, more than " + MAX_LENGTH);
        }
        return URI.create(uri);
    }

    private static String below(URI base, Parts parts) {
        String path = base.getRawPath();
        if (parts.path.isEmpty()) {
            return path(path) + query(parts.query == null ? base.getRawQuery() : parts.query);
        }
        String from = parts.path.startsWith("/") ? "" : path.substring(0, path.lastIndexOf('/') + 1);
        return path(from + parts.path) + query(parts.query);
    }

    private static String scheme(String scheme, String text) {
        String lower = scheme.toLowerCase(Locale.ROOT);
        if (!SCHEME.matcher(scheme).matches()) {
            throw refused(text, "is not a URL");
        }
        if (!lower.equals("http") && !lower.equals("https")) {
            throw refused(text, "has the scheme '" + lower + "'; only http and https are fetched");
        }
        return lower;
    }

    private static String authority(String authority, String scheme, String text) {
        if (authority.indexOf('@') >= 0) {
            throw refused(text, "holds a user name or password; credentials belong into the configuration");
        }
        int colon = authority.lastIndexOf(':');
        boolean port = colon > authority.lastIndexOf(']');
        String host = RemoteHost.canonical(port ? authority.substring(0, colon) : authority, text);
        return host + (port ? port(authority.substring(colon + 1), scheme, text) : "");
    }

    private static String port(String digits, String scheme, String text) {
        if (digits.isEmpty()) {
            return "";
        }
        if (!PORT.matcher(digits).matches()) {
            throw refused(text, "has a port that is no number");
        }
        int port = Integer.parseInt(digits);
        if (port < 1 || port > 65_535 || FOREIGN_PORTS.contains(port)) {
            throw refused(text, "has the port " + port + ", which is not one for HTTP");
        }
        return port == (scheme.equals("http") ? 80 : 443) ? "" : ":" + port;
    }

    private static String query(@Nullable String query) {
        return query == null ? "" : "?" + encode(query, QUERY_CHARS);
    }

    private static String path(String path) {
        return withoutDotSegments(encode(path, PATH_CHARS));
    }

    /** RFC 3986, section 5.2.4, with empty segments kept and {@code %2e} read as the dot that servers make of it. */
    private static String withoutDotSegments(String path) {
        if (path.isEmpty()) {
            return "/";
        }
        // Nearly all have none.
        if (path.startsWith("/") && !path.contains("/.") && !path.contains("%2")) {
            return path;
        }
        Deque<String> kept = new ArrayDeque<>();
        String[] segments = path.substring(path.startsWith("/") ? 1 : 0).split("/", -1);
        for (int i = 0; i < segments.length; i++) {
            String segment = ENCODED_DOT.matcher(segments[i]).replaceAll(".");
            boolean dots = segment.equals(".") || segment.equals("..");
            if (segment.equals("..")) {
                kept.pollLast();
            }
            if (!dots) {
                kept.addLast(segments[i]);
            } else if (i == segments.length - 1) {
                kept.addLast("");
            }
        }
        StringBuilder joined = new StringBuilder();
        for (Iterator<String> it = kept.iterator(); it.hasNext(); ) {
            joined.append('/').append(it.next());
        }
        return joined.isEmpty() ? "/" : joined.toString();
    }

    private static String encode(String text, BitSet allowed) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            boolean escape = c == '%' && i + 2 < text.length() && hex(text.charAt(i + 1)) && hex(text.charAt(i + 2));
            if (escape || (allowed.get(c) && !(c == '(' && afterRaw(text, i)))) {
                out.append((char) c);
            } else {
                percent(out, c);
            }
            i += Character.charCount(c);
        }
        return out.toString();
    }

    /** {@code RAW(…)} makes Camel take what is inside literally. */
    private static boolean afterRaw(String text, int at) {
        return text.regionMatches(true, at - 3, "RAW", 0, 3);
    }

    private static void percent(StringBuilder out, int codePoint) {
        for (byte b : Character.toString(codePoint).getBytes(StandardCharsets.UTF_8)) {
            out.append(String.format(Locale.ROOT, "%%%02X", b & 0xff));
        }
    }

    private static BitSet bits(String ascii) {
        BitSet bits = new BitSet(128);
        ascii.chars().forEach(bits::set);
        return bits;
    }

    private static boolean hex(char c) {
        return Character.digit(c, 16) >= 0 && c < 128;
    }

    static FinalException refused(String text, String why) {
        return new FinalException("the URL " + shown(text) + " " + why);
    }

    /** Host names and address literals of an authority. */
    private static final class RemoteHost {
        private static final Pattern NAME =
                Pattern.compile("(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\\.)*[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?");
        private static final Pattern QUAD =
                Pattern.compile("(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(?:\\.(?!$)|$)){4}");

        private RemoteHost() {}

        static String canonical(String host, String text) {
            if (host.startsWith("[") && host.endsWith("]")) {
                return Addresses.bracketed(host, text);
            }
            String ascii = ascii(host, text);
            if (QUAD.matcher(ascii).matches()) {
                return ascii;
            }
            if (!NAME.matcher(ascii).matches() || ascii.length() > 253) {
                throw refused(text, "has a host that is neither a name nor an address in plain decimal form");
            }
            return ascii;
        }

        /** IDNA maps full-width digits and dots to plain ones, so addresses are looked for only after it. */
        private static String ascii(String host, String text) {
            try {
                String ascii = IDN.toASCII(host, IDN.USE_STD3_ASCII_RULES).toLowerCase(Locale.ROOT);
                return ascii.endsWith(".") ? ascii.substring(0, ascii.length() - 1) : ascii;
            } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
                throw new FinalException("the URL " + shown(text) + " has a host that is no legal name", e);
            }
        }
    }
}
