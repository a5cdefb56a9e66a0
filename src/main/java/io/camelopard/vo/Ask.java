package io.camelopard.vo;

/**
 * Sends one request and spools its answer.
 *
 * <p>Every HTTP status is an {@link Answer}, which the caller closes; {@link Faults} says what it means. Where there is no
 * answer at all (no connection, a cut transfer) a {@link io.camelopard.TransientException} is thrown, and a
 * {@link io.camelopard.FinalException} where asking again would not help (an address that may not be contacted, an answer
 * above its limit).
 */
@FunctionalInterface
public interface Ask {
    Answer ask(Request request);
}
