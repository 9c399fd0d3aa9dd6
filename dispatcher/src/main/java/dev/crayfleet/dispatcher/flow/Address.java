package dev.crayfleet.dispatcher.flow;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/** Where other dispatchers reach this one. */
record Address(String host, int port) {

    /**
     * @param advertise {@code host:port}; empty means what it listens on
     * @param host it listens on
     * @param port it listens on; where it is not fixed, others cannot know it, and it answers for
     *     itself only
     * @throws IllegalArgumentException if {@code advertise} is no {@code host:port}
     */
    static Optional<Address> of(String advertise, String host, int port) {
        if (!advertise.isBlank()) {
            int colon = advertise.lastIndexOf(':');
            try {
                return Optional.of(
                        new Address(
                                advertise.substring(0, Math.max(0, colon)).strip(),
                                Integer.parseInt(advertise.substring(colon + 1).strip())));
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(
                        "crayfleet.dispatcher.advertise: \"" + advertise + "\" is no host:port", e);
            }
        }
        return port <= 0 ? Optional.empty() : Optional.of(new Address(reachable(host), port));
    }

    /** Who listens on every address is reached by the machine's name. */
    private static String reachable(String host) {
        if (!host.equals("0.0.0.0") && !host.equals("::")) {
            return host;
        }
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            return "127.0.0.1";
        }
    }

    @Override
    public String toString() {
        return (host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host) + ":" + port;
    }
}
