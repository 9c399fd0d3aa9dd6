package dev.crayfleet.dispatcher.kafka;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Where other dispatchers reach this one. */
public record AdvertisedAddress(String host, int port) {

    /**
     * @param advertise {@code host:port}; empty means what it listens on
     * @param host it listens on
     * @param port it listens on
     * @throws IllegalArgumentException if {@code advertise} is no {@code host:port}
     */
    static AdvertisedAddress of(String advertise, String host, int port) {
        if (advertise.isBlank()) {
            return new AdvertisedAddress(reachableHost(host), port);
        }
        int colon = advertise.lastIndexOf(':');
        try {
            return new AdvertisedAddress(
                    withoutBrackets(advertise.substring(0, Math.max(0, colon)).strip()),
                    Integer.parseInt(advertise.substring(colon + 1).strip()));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "crayfleet.dispatcher.advertise: \"" + advertise + "\" is no host:port", e);
        }
    }

    /** A dispatcher that listens on every address is reached by the machine's name. */
    private static String reachableHost(String host) {
        if (!host.equals("0.0.0.0") && !host.equals("::")) {
            return withoutBrackets(host);
        }
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "127.0.0.1";
        }
    }

    private static String withoutBrackets(String host) {
        return host.startsWith("[") && host.endsWith("]")
                ? host.substring(1, host.length() - 1)
                : host;
    }

    /** Whether it is reached from the same machine only. */
    boolean isLoopback() {
        return host.equals("localhost") || host.startsWith("127.") || host.equals("::1");
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
