package io.camelopard.cli.demo;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A request as the services see it.
 *
 * @param path decoded, with {@code //} taken for {@code /} as HEASARC's server does
 * @param query the raw query, empty without one
 * @param params parameters of query and form, by lower-case name (DALI: names are case-insensitive)
 */
record Call(String method, String path, String query, Map<String, List<String>> params, Headers headers) {
    private static final int LARGEST_FORM = 1 << 20;

    static Call of(HttpExchange exchange) throws IOException {
        String query =
                Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse("");
        String form = new String(exchange.getRequestBody().readNBytes(LARGEST_FORM), StandardCharsets.UTF_8);
        String path = decode(exchange.getRequestURI().getRawPath().replace("+", "%2B"));
        return new Call(
                exchange.getRequestMethod(),
                path.replaceAll("/{2,}", "/"),
                query,
                params(query + "&" + form),
                exchange.getRequestHeaders());
    }

    /** All values of a parameter, in order. */
    List<String> all(String name) {
        return params.getOrDefault(name, List.of());
    }

    Optional<String> first(String name) {
        return all(name).stream().findFirst();
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(headers.getFirst(name));
    }

    static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static Map<String, List<String>> params(String encoded) {
        Map<String, List<String>> params = new TreeMap<>();
        for (String pair : encoded.split("&", 0)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                String name = decode(pair.substring(0, equals)).toLowerCase(Locale.ROOT);
                params.computeIfAbsent(name, unused -> new ArrayList<>()).add(decode(pair.substring(equals + 1)));
            }
        }
        return params;
    }
}
