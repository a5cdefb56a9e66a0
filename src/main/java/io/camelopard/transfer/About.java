package io.camelopard.transfer;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is written beside an object about the product that it is.
 *
 * @param source where it came from; user-info and query are left out, since both can hold secrets
 * @param did what the product is known by
 * @param contentType null where nobody knows
 */
public record About(String source, String did, @Nullable String contentType) {
    static final String SHA256 = "camelopard-sha256";
    private static final String SOURCE = "camelopard-source";
    private static final String DID = "camelopard-did";
    /** Of each of the two texts, so that names and values stay below a kilobyte; some servers take no more. */
    private static final int LONGEST = 400;

    /** The metadata of the object, in ASCII: what is not, and {@code %}, is percent-encoded. */
    Map<String, String> metadata(String sha256) {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put(SHA256, sha256);
        metadata.put(
                SOURCE,
                ascii(
                        S3Url.is(source)
                                ? source
                                : source.replaceFirst("[?#].*$", "").replaceFirst("//[^/@]*@", "//")));
        metadata.put(DID, ascii(did));
        return metadata;
    }

    private static String ascii(String text) {
        StringBuilder out = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            String one = b > 0x20 && b < 0x7f && b != '%' ? String.valueOf((char) b) : "%%%02X".formatted(b);
            if (out.length() + one.length() > LONGEST) {
                break;
            }
            out.append(one);
        }
        return out.toString();
    }
}
