package io.camelopard.vo;

import io.camelopard.votable.Param;
import io.camelopard.votable.ServiceDescriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where DataLink documents come from: what a request has whatever it is for, and the parameter that takes identifiers.
 *
 * @param idParam as the service spells it; null where a request is for one dataset, which its URL names
 */
record LinksService(
        String url,
        List<Map.Entry<String, String>> fixed,
        @Nullable String idParam) {
    static final long MAX_ANSWER = 64L << 20;
    private static final String STANDARD = "ivo://ivoa.net/std/datalink";

    private static final Pattern ID_WITH_PLUS = Pattern.compile("[?&]id=[^&]*\\+", Pattern.CASE_INSENSITIVE);

    // Servers and proxies take 8 kB; some of that goes into what a redirect puts before it.
    private static final int LONGEST_URL = 6_000;

    LinksService {
        fixed = List.copyOf(fixed);
    }

    /** Whether a descriptor is of a links service, in any version and spelling of its standardID. */
    static boolean isDescribedBy(ServiceDescriptor descriptor) {
        String standard = descriptor.standardId();
        String url = Values.text(descriptor.accessUrl());
        return url != null
                && standard != null
                && standard.strip().toLowerCase(Locale.ROOT).startsWith(STANDARD);
    }

    /** The address of a document whose descriptor leaves nothing open, else null (DataLink 1.1, section 4.3). */
    static @Nullable String fixedUrl(ServiceDescriptor descriptor) {
        String url = Values.text(descriptor.accessUrl());
        List<Map.Entry<String, String>> fixed = new ArrayList<>();
        for (Param input : descriptor.inputs()) {
            String value = Values.text(input.value());
            if (input.ref() != null) {
                return null;
            }
            if (value != null) {
                fixed.add(Map.entry(input.name(), value));
            }
        }
        return url == null ? null : Urls.append(url, fixed);
    }

    /**
     * A DataLink URL of one dataset taken apart, so that others of the same service can be asked for with it: that it
     * names its dataset in one parameter ID makes it a links endpoint (DataLink 1.1, section 2.1).
     */
    static LinksService of(String linksUrl) {
        List<Map.Entry<String, String>> ids = Urls.params(linksUrl).stream()
                .filter(param -> param.getKey().equalsIgnoreCase("ID"))
                .toList();
        // A plus may stand for itself or for a blank.
        if (ids.size() != 1 || ID_WITH_PLUS.matcher(linksUrl).find()) {
            return new LinksService(linksUrl, List.of(), null);
        }
        return new LinksService(
                Urls.withoutParam(linksUrl, "ID"), List.of(), ids.get(0).getKey());
    }

    static String idOf(String linksUrl) {
        return Urls.params(linksUrl).stream()
                .filter(param -> param.getKey().equalsIgnoreCase("ID"))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(linksUrl);
    }

    Request request(List<String> ids) {
        return Request.get(url, params(ids), MAX_ANSWER, "links of " + ids.size() + " datasets");
    }

    private List<Map.Entry<String, String>> params(List<String> ids) {
        List<Map.Entry<String, String>> params = new ArrayList<>(fixed);
        if (idParam != null) {
            ids.forEach(id -> params.add(Map.entry(idParam, id)));
        }
        return params;
    }

    /** How many of these, from the first on, fit into one request; at least one. */
    int fitting(List<String> ids) {
        if (idParam == null) {
            return 1;
        }
        int length = Urls.append(url, fixed).length();
        int count = 0;
        while (count < ids.size()) {
            length += Urls.query(List.of(Map.entry(idParam, ids.get(count)))).length() + 1;
            if (length > LONGEST_URL) {
                break;
            }
            count++;
        }
        return Math.max(1, count);
    }
}
