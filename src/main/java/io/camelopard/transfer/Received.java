package io.camelopard.transfer;

/**
 * What a transfer brought.
 *
 * @param bytes how many
 * @param sha256 of all of them, 64 lower-case hexadecimal digits
 */
public record Received(long bytes, String sha256) {}
