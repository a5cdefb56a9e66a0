package io.camelopard.vo;

import java.util.Locale;
import java.util.Set;

/** An address without what changes in it or gives access: user-info, tokens, signatures and their times, run numbers. */
public final class LastingUrl {
    private static final Set<String> VOLATILE = Set.of(
            "runid",
            "token",
            "access_token",
            "auth_token",
            "auth",
            "api_key",
            "api-key",
            "apikey",
            "password",
            "passwd",
            "secret",
            "jwt",
            "ticket",
            "session",
            "sessionid",
            "jsessionid",
            "expires",
            "signature",
            "sig",
            "key-pair-id",
            "awsaccesskeyid",
            "googleaccessid");

    private LastingUrl() {}

    /** Scheme and host are in lower case; what else is in the query stays as it is. */
    public static String of(String url) {
        String lasting = Urls.lowerOrigin(Urls.withoutUserInfo(url));
        for (var param : Urls.params(url)) {
            String name = param.getKey().toLowerCase(Locale.ROOT);
            if (VOLATILE.contains(name) || name.startsWith("x-amz-") || name.startsWith("x-goog-")) {
                lasting = Urls.withoutParam(lasting, param.getKey());
            }
        }
        return lasting;
    }
}
