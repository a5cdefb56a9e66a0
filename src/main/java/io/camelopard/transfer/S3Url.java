package io.camelopard.transfer;

import io.camelopard.FinalException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * {@code s3://bucket/key}, as the tools of S3 write it: after the first slash everything is the key, exactly as it is, with
 * {@code %}, {@code ?}, {@code #} and double slashes as characters like any other.
 *
 * @param key what it is called in the bucket; of a folder it is empty or ends in a slash
 */
public record S3Url(String bucket, String key) {
    private static final String SCHEME = "s3://";
    private static final int MAX_KEY_BYTES = 1024;

    // The rules of S3 for names of buckets; those with an underscore or upper case are older than the rules.
    private static final Pattern BUCKET = Pattern.compile("[a-z0-9](?:[a-z0-9-]|\\.(?![.-])){1,61}[a-z0-9]");
    private static final Pattern ADDRESS = Pattern.compile("[0-9]+\\.[0-9]+\\.[0-9]+\\.[0-9]+");

    /** Whether a text claims to be one. */
    public static boolean is(String url) {
        return url.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
    }

    /**
     * Reads one.
     *
     * @throws FinalException if the bucket's name is none, or the key is one that is not asked for
     */
    public static S3Url parse(String url) {
        if (!is(url)) {
            throw refused(url, "is not of the form s3://bucket/key");
        }
        String rest = url.substring(SCHEME.length());
        int slash = rest.indexOf('/');
        String bucket = slash < 0 ? rest : rest.substring(0, slash);
        String key = slash < 0 ? "" : rest.substring(slash + 1);
        if (!isBucket(bucket)) {
            throw refused(url, "has no bucket name: 3 to 63 of a-z, 0-9, '-' and '.', letters or digits at both ends");
        }
        if (key.getBytes(StandardCharsets.UTF_8).length > MAX_KEY_BYTES) {
            throw refused(url, "has a key of more than " + MAX_KEY_BYTES + " bytes");
        }
        if (key.codePoints().anyMatch(c -> Character.isISOControl(c) || (c >= 0xD800 && c <= 0xDFFF))) {
            throw refused(url, "has a control character in its key");
        }
        return new S3Url(bucket, key);
    }

    /** Whether a text can be the name of a bucket. */
    public static boolean isBucket(String name) {
        return BUCKET.matcher(name).matches() && !ADDRESS.matcher(name).matches();
    }

    /**
     * Refuses a key with a segment {@code .} or {@code ..}: on the way, some software takes it for a step up.
     *
     * @throws FinalException for such a one, and for an empty key
     */
    S3Url checkObject() {
        if (key.isEmpty()) {
            throw refused(toString(), "has no key");
        }
        if (Arrays.stream(key.split("/", -1)).anyMatch(segment -> segment.equals(".") || segment.equals(".."))) {
            throw refused(toString(), "has a key with a segment '.' or '..', which is not asked for");
        }
        return this;
    }

    /** As it may stand in a message or a log. */
    public static String shown(String url) {
        String plain = url.replaceAll("[\\p{Cntrl}\\p{Cf}]", "?");
        return plain.length() > 300 ? plain.substring(0, 300) + "…" : plain;
    }

    private static FinalException refused(String url, String why) {
        return new FinalException("the URL " + shown(url) + " " + why);
    }

    @Override
    public String toString() {
        return SCHEME + bucket + "/" + key;
    }
}
