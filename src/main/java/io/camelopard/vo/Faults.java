package io.camelopard.vo;

import io.camelopard.FinalException;
import io.camelopard.TransientException;
import io.camelopard.votable.Info;
import io.camelopard.votable.Param;
import io.camelopard.votable.Trailer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What an answer says went wrong, as one of the failure types, with the server's own words.
 *
 * <p>An answer is checked twice: before it is parsed, for its status and for being a VOTable at all, and after its last
 * row, for what the document itself says (DALI 1.1, section 4.4; SCS 1.03, section 2.3).
 */
public final class Faults {
    private static final Set<Integer> PASSING = Set.of(408, 425, 429);

    // The words of the standards (DataLink 1.1, section 3.4; SODA 1.0, section 5.3) and of servers whose database is
    // away.
    private static final Pattern PASSING_WORDS = Pattern.compile(
            "^\\W*(ServiceUnavailable|TransientFault)\\b"
                    + "|\\bnot currently (reachable|available)|\\btemporarily unavailable|\\btry again later",
            Pattern.CASE_INSENSITIVE);

    private Faults() {}

    /** Status first; then whether the body can be what the protocol answers with. */
    public static void check(Answer answer, Protocol protocol) {
        checkStatus(answer);
        if (answer.status() == 204) {
            throw new FinalException(where(answer.url()) + "HTTP 204, an answer without content");
        }
        if (protocol.votable()) {
            checkVotable(answer, Body.of(answer));
        }
    }

    private static void checkVotable(Answer answer, Body body) {
        switch (body.kind()) {
            case VOTABLE -> {}
            case EMPTY -> throw new TransientException(where(answer.url()) + "an empty answer instead of a VOTable");
            default -> throw failure(answer.url(), body.kind() + " instead of a VOTable", body.words());
        }
    }

    /** Anything but 2xx is a failure: of its class by number (RFC 9110, section 15), whatever the body is. */
    static void checkStatus(Answer answer) {
        int status = answer.status();
        if (status >= 200 && status < 300) {
            return;
        }
        String message = where(answer.url()) + "HTTP " + status + hint(status)
                + said(Body.of(answer).words());
        if (PASSING.contains(status) || (status >= 500 && status != 501)) {
            throw new TransientException(message, null, answer.retryAfter().orElse(null));
        }
        throw new FinalException(message);
    }

    private static String hint(int status) {
        return switch (status) {
            case 401 -> ", it wants credentials (camelopard.auth.*)";
            case 403 -> ", it refuses these credentials, or wants some (camelopard.auth.*)";
            case 404 -> ", not found";
            case 414 -> ", the request is too long";
            default -> status >= 300 && status < 400 ? ", a redirect that leads nowhere" : "";
        };
    }

    /** What the document says after it has been read to its end; an overflow is no fault. */
    public static void check(Trailer trailer, Protocol protocol, String url) {
        Optional<String> words = error(trailer, protocol);
        if (words.isPresent()) {
            throw failure(url, "the service reports an error", Body.shorten(words.get()));
        }
    }

    /**
     * A QUERY_STATUS of ERROR; and the INFO or PARAM named Error of SCS, in any of several places and in any case, with or
     * without a QUERY_STATUS of OK beside it. Other protocols' services have that too where they have no table to send.
     */
    static Optional<String> error(Trailer trailer, Protocol protocol) {
        Optional<String> status = trailer.error();
        boolean named = status.isPresent() || protocol == Protocol.SCS || !trailer.table();
        List<String> words = new ArrayList<>(named ? namedErrors(trailer) : List.of());
        if (words.isEmpty() || !String.join(" ", words).equals(status.orElse(""))) {
            status.ifPresent(words::add);
        }
        if (words.isEmpty()) {
            return Optional.empty();
        }
        String all = words.stream()
                .filter(word -> !word.isEmpty() && !word.equals("ERROR"))
                .distinct()
                .collect(Collectors.joining("; "));
        return Optional.of(all.isEmpty() ? "ERROR" : all);
    }

    private static List<String> namedErrors(Trailer trailer) {
        return Stream.concat(
                        trailer.infos().stream()
                                .filter(info -> isError(info.name()))
                                .map(Faults::words),
                        trailer.params().stream().filter(Faults::isError).map(Faults::words))
                .toList();
    }

    // A PARAM "error" that is a number is the error of a measurement.
    private static boolean isError(Param param) {
        String datatype = param.datatype().toLowerCase(Locale.ROOT);
        return isError(param.name()) && (datatype.isBlank() || datatype.contains("char"));
    }

    private static boolean isError(String name) {
        return name.strip().equalsIgnoreCase("Error");
    }

    private static String words(Info info) {
        return (info.value() + " " + info.text()).strip();
    }

    private static String words(Param param) {
        return param.value() == null ? "" : param.value().strip();
    }

    /** The failure that these words of a service mean. */
    static RuntimeException failure(String url, String what, String words) {
        String message = where(url) + what + said(words);
        return PASSING_WORDS.matcher(words).find() ? new TransientException(message) : new FinalException(message);
    }

    private static String where(String url) {
        return Urls.shown(url) + ": ";
    }

    private static String said(String words) {
        return words.isEmpty() ? "" : ": " + words;
    }
}
