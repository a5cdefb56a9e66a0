package io.camelopard.vo;

import io.camelopard.FinalException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A POST with its redirects as services of DALI mean them: to the same endpoint elsewhere (another scheme or host), where
 * it has to be repeated whatever the status says, since a GET without the parameters asks nothing; or to what was made of
 * it, a job or a result, which is for a GET (UWS 1.1, section 2.2.3.1; TAP 1.1, section 2.7).
 *
 * @param answer of the last POST; the caller closes it
 * @param location where what was made is; null where the answer is no redirect
 */
record Posted(Answer answer, @Nullable String location) {
    private static final Set<Integer> REDIRECTS = Set.of(201, 301, 302, 303, 307, 308);
    private static final Set<Integer> MOVED = Set.of(301, 307, 308);
    private static final int MOST = 5;

    static Posted ask(Ask ask, Request post) {
        Request request = post.withoutRedirects();
        for (int hops = 0; hops <= MOST; hops++) {
            Answer answer = ask.ask(request);
            String location = location(answer);
            if (location == null || !moved(answer, location)) {
                return new Posted(answer, location);
            }
            answer.close();
            request = request.at(location);
        }
        throw new FinalException(Urls.shown(post.url()) + ": more than " + MOST + " redirects of a POST");
    }

    private static @Nullable String location(Answer answer) {
        String location = answer.headers().get("location");
        if (location == null || !REDIRECTS.contains(answer.status())) {
            return null;
        }
        return secure(answer.url(), Urls.resolve(answer.url(), location));
    }

    private static boolean moved(Answer answer, String location) {
        String from = path(answer.url());
        String to = path(location);
        if (MOVED.contains(answer.status())) {
            return !to.startsWith(from + "/");
        }
        return answer.status() == 302 && last(to).equals(last(from)) && !location.contains("?");
    }

    private static String path(String url) {
        return Urls.withoutQuery(url).substring(Urls.origin(url).length()).replaceFirst("/+$", "");
    }

    private static String last(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** A service behind a proxy that ends TLS often does not know that it is spoken to by https. */
    private static String secure(String from, String to) {
        boolean downgrade = from.startsWith("https:") && to.startsWith("http:");
        if (!downgrade) {
            return to;
        }
        String upgraded = to.replaceFirst("^http://([^/?]*?)(?::80)?(?=[/?]|$)", "https://$1");
        if (!Urls.lowerOrigin(Urls.origin(upgraded)).equals(Urls.lowerOrigin(Urls.origin(from)))) {
            throw new FinalException(Urls.shown(from) + ": redirected, but the URL " + Urls.shown(to)
                    + " is not encrypted; not followed");
        }
        return upgraded;
    }
}
