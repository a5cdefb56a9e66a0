package io.camelopard.transfer;

import io.camelopard.FinalException;
import io.camelopard.transfer.Addresses.Cidr;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which addresses may be contacted: those of the public Internet, and the ranges that the operator allows.
 *
 * <p>All addresses of a name are checked, one that is refused refuses the name, and connections go to the checked
 * addresses without a second lookup. Immutable and thread-safe.
 */
public final class NetworkPolicy {
    /** How names are looked up; another one in tests. */
    @FunctionalInterface
    interface Lookup {
        InetAddress[] all(String host) throws UnknownHostException;
    }

    /** IANA special-purpose registry and multicast: nothing that is globally reachable. */
    private static final List<Cidr> PRIVATE_V4 = Cidr.list(
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4");

    private static final Cidr GLOBAL_V6 = Cidr.parse("2000::/3");
    private static final List<Cidr> RESERVED_V6 = Cidr.list("2001::/23", "2001:db8::/32", "3fff::/20");
    private static final Cidr NAT64 = Cidr.parse("64:ff9b::/96");
    private static final Cidr SIX_TO_FOUR = Cidr.parse("2002::/16");

    private final List<Cidr> allowed;
    private final Lookup lookup;

    private NetworkPolicy(List<Cidr> allowed, Lookup lookup) {
        this.allowed = allowed;
        this.lookup = lookup;
    }

    /**
     * The policy that allows public addresses and these ranges.
     *
     * @param cidrs {@code 127.0.0.0/8,10.0.0.0/8,::1}, or empty
     * @throws io.camelopard.MisuseException for what is no range
     */
    public static NetworkPolicy of(String cidrs) {
        return of(cidrs, InetAddress::getAllByName);
    }

    static NetworkPolicy of(String cidrs, Lookup lookup) {
        List<Cidr> ranges = Stream.of(cidrs.split("[,\\s]+"))
                .filter(range -> !range.isEmpty())
                .map(Cidr::parse)
                .toList();
        return new NetworkPolicy(ranges, lookup);
    }

    /**
     * Passes if this address may be contacted.
     *
     * @param host the name that led to it, for the message
     * @throws FinalException if not
     */
    public void check(InetAddress address, String host) {
        byte[] bytes = address.getAddress();
        if (!allowed(bytes) && !isPublic(bytes)) {
            throw new FinalException(host + " is at the private address " + address.getHostAddress()
                    + ", which is not contacted unless camelopard.network.allow has its range");
        }
    }

    /**
     * The addresses of a host name or literal, all of them checked; connect to these and ask no more.
     *
     * @throws FinalException if one of them may not be contacted
     * @throws UnknownHostException if there is no such host
     */
    public InetAddress[] resolve(String host) throws UnknownHostException {
        InetAddress[] addresses = lookup.all(host);
        for (InetAddress address : addresses) {
            check(address, host);
        }
        return addresses;
    }

    private boolean allowed(byte[] address) {
        return allowed.stream().anyMatch(range -> range.contains(address));
    }

    private boolean isPublic(byte[] address) {
        if (address.length == 4) {
            return PRIVATE_V4.stream().noneMatch(range -> range.contains(address));
        }
        if (NAT64.contains(address)) {
            return embedded(address, 12);
        }
        if (SIX_TO_FOUR.contains(address)) {
            return embedded(address, 2);
        }
        return GLOBAL_V6.contains(address) && RESERVED_V6.stream().noneMatch(range -> range.contains(address));
    }

    /** An IPv6 address that leads to an IPv4 one is as good as that one. */
    private boolean embedded(byte[] address, int at) {
        byte[] inner = Arrays.copyOfRange(address, at, at + 4);
        return allowed(inner) || isPublic(inner);
    }
}
