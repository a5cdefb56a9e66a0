package io.camelopard.vo;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Remote addresses as text. They are joined and taken apart without being parsed whole, because many that work are no
 * valid URI; whoever sends one makes it valid.
 */
final class Urls {
    private static final Pattern ABSOLUTE = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:.*", Pattern.DOTALL);
    private static final Pattern ORIGIN = Pattern.compile("^[A-Za-z][A-Za-z0-9+.-]*://[^/?#]*");

    private Urls() {}

    /** The base and the parameters, with {@code ?} or {@code &} between them where the base does not end in one. */
    static String append(String base, List<Map.Entry<String, String>> params) {
        String address = withoutFragment(base);
        if (params.isEmpty()) {
            return address;
        }
        return address + joint(address) + query(params);
    }

    private static String joint(String address) {
        if (address.endsWith("?") || address.endsWith("&")) {
            return "";
        }
        return address.contains("?") ? "&" : "?";
    }

    static String query(List<Map.Entry<String, String>> params) {
        return params.stream()
                .map(param -> encode(param.getKey()) + "=" + encode(param.getValue()))
                .collect(Collectors.joining("&"));
    }

    /** Percent-encoded but for the unreserved characters of RFC 3986. */
    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~");
    }

    /** Decoded where it can be; a stray {@code %} leaves the text as it is. */
    static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }

    /** For messages and logs: user-info, query and fragment may hold tokens. */
    static String shown(String url) {
        return withoutUserInfo(withoutQuery(url));
    }

    static String withoutUserInfo(String url) {
        return url.replaceFirst("^((?:[A-Za-z][A-Za-z0-9+.-]*:)?//)[^/?#]*@", "$1");
    }

    static String withoutQuery(String url) {
        String address = withoutFragment(url);
        int query = address.indexOf('?');
        return query < 0 ? address : address.substring(0, query);
    }

    private static String withoutFragment(String url) {
        int fragment = url.indexOf('#');
        return fragment < 0 ? url : url.substring(0, fragment);
    }

    static boolean isAbsolute(String url) {
        return ABSOLUTE.matcher(url).matches();
    }

    /** RFC 3986, section 5.2, for references with a path; {@code //} inside a path stays. */
    static String resolve(String base, String reference) {
        String ref = reference.strip();
        var origin = ORIGIN.matcher(base);
        if (ref.isEmpty() || isAbsolute(ref) || !origin.find()) {
            return ref;
        }
        if (ref.startsWith("//")) {
            return base.substring(0, base.indexOf(':') + 1) + ref;
        }
        String document = withoutQuery(base);
        if (ref.startsWith("?")) {
            return document + ref;
        }
        String path = ref.startsWith("/") ? ref : folder(document.substring(origin.end())) + ref;
        return origin.group() + withoutDots(path);
    }

    private static String folder(String path) {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? "/" : path.substring(0, slash + 1);
    }

    private static String withoutDots(String pathAndQuery) {
        int query = pathAndQuery.indexOf('?');
        String path = query < 0 ? pathAndQuery : pathAndQuery.substring(0, query);
        String rest = query < 0 ? "" : pathAndQuery.substring(query);
        Deque<String> segments = new ArrayDeque<>();
        String[] parts = path.substring(1).split("/", -1);
        for (int i = 0; i < parts.length; i++) {
            boolean last = i == parts.length - 1;
            if (parts[i].equals("..")) {
                segments.pollLast();
            }
            if (!parts[i].equals("..") && !parts[i].equals(".")) {
                segments.addLast(parts[i]);
            } else if (last) {
                segments.addLast("");
            }
        }
        return "/" + String.join("/", segments) + rest;
    }

    /** The parameters of a query, decoded, in order. */
    static List<Map.Entry<String, String>> params(String url) {
        String address = withoutFragment(url);
        int query = address.indexOf('?');
        if (query < 0) {
            return List.of();
        }
        return Pattern.compile("&")
                .splitAsStream(address.substring(query + 1))
                .filter(part -> !part.isEmpty())
                .map(Urls::param)
                .toList();
    }

    /** The address without one parameter, the others exactly as they were. */
    static String withoutParam(String url, String name) {
        String address = withoutFragment(url);
        int query = address.indexOf('?');
        if (query < 0) {
            return address;
        }
        String rest = Pattern.compile("&")
                .splitAsStream(address.substring(query + 1))
                .filter(part -> !param(part).getKey().equalsIgnoreCase(name))
                .collect(Collectors.joining("&"));
        return address.substring(0, query) + (rest.isEmpty() ? "" : "?" + rest);
    }

    private static Map.Entry<String, String> param(String part) {
        int equals = part.indexOf('=');
        return equals < 0
                ? Map.entry(decode(part), "")
                : Map.entry(decode(part.substring(0, equals)), decode(part.substring(equals + 1)));
    }

    /** Scheme, host and port; empty where there are none. */
    static String origin(String url) {
        var origin = ORIGIN.matcher(url);
        return origin.find() ? origin.group() : "";
    }

    /** Scheme and host in lower case, as they compare. */
    static String lowerOrigin(String url) {
        var origin = ORIGIN.matcher(url);
        return origin.find() ? origin.group().toLowerCase(Locale.ROOT) + url.substring(origin.end()) : url;
    }
}
