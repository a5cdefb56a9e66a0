package io.camelopard.transfer;

import io.camelopard.MisuseException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Address literals and ranges, without any lookup of names. */
final class Addresses {
    private Addresses() {}

    /** A range of addresses: those that begin with the same {@code bits} bits. */
    static final class Cidr {
        private final byte[] address;
        private final int bits;

        private Cidr(byte[] address, int bits) {
            this.address = address;
            this.bits = bits;
        }

        /** Whether {@code address}, which may be of the other family, is in this range. */
        boolean contains(byte[] other) {
            if (other.length != address.length) {
                return false;
            }
            for (int i = 0; i < bits; i++) {
                if (((address[i / 8] ^ other[i / 8]) >> (7 - i % 8) & 1) != 0) {
                    return false;
                }
            }
            return true;
        }

        /** {@code 10.0.0.0/8}, {@code fc00::/7}; an address alone is a range of one. */
        static Cidr parse(String text) {
            String[] parts = text.split("/", -1);
            byte[] address = literal(parts[0])
                    .orElseThrow(() -> new MisuseException(
                            "'" + text + "' is not a range of addresses; expected for example 10.0.0.0/8 or ::1"));
            int most = address.length * 8;
            int bits = parts.length == 1 ? most : bits(parts[1]);
            if (parts.length > 2 || bits < 0 || bits > most) {
                throw new MisuseException(
                        "'" + text + "' is not a range of addresses; after the slash stand 0 to " + most);
            }
            return new Cidr(address, bits);
        }

        private static int bits(String digits) {
            return digits.matches("[0-9]{1,3}") ? Integer.parseInt(digits) : -1;
        }

        static List<Cidr> list(String... ranges) {
            return Stream.of(ranges).map(Cidr::parse).toList();
        }
    }

    /** The bytes of a dotted quad or an IPv6 literal without brackets and zone. */
    static Optional<byte[]> literal(String text) {
        boolean v4 = text.matches("(?:(?:0|[1-9][0-9]{0,2})(?:\\.(?!$)|$)){4}");
        if (!v4 && !(text.indexOf(':') >= 0 && text.matches("[0-9A-Fa-f:.]{2,45}"))) {
            return Optional.empty();
        }
        try {
            // Both forms are literals here, for which no name is looked up.
            return Optional.of(InetAddress.getByName(text).getAddress());
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    /** An IPv6 host in its one canonical spelling; an IPv4-mapped one as the IPv4 address that it is. */
    static String bracketed(String host, String url) {
        byte[] bytes = literal(host.substring(1, host.length() - 1))
                .orElseThrow(() -> RemoteUri.refused(url, "has an IPv6 address that cannot be read"));
        try {
            InetAddress address = InetAddress.getByAddress(bytes);
            String text = address.getHostAddress();
            return address instanceof Inet4Address ? text : "[" + text + "]";
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }
}
