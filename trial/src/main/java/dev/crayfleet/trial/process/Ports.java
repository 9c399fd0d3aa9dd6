package dev.crayfleet.trial.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Gives ports to processes that have to return at the same address. They are outside the range from
 * which Linux takes ports of outgoing connections: otherwise such a connection could take the port
 * while its process is down.
 */
final class Ports {
    private static final int FIRST_PORT = 20_000;
    private static final int LAST_PORT = 32_000;
    private static final int MAX_TRIES = 1_000;

    private final Set<Integer> givenPorts = new HashSet<>();

    /** A port that is free now and was not given before. */
    synchronized int next() {
        for (int i = 0; i < MAX_TRIES; i++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST_PORT, LAST_PORT);
            if (!givenPorts.contains(port) && isFree(port)) {
                givenPorts.add(port);
                return port;
            }
        }
        throw new IllegalStateException(
                "no port between %d and %d is free".formatted(FIRST_PORT, LAST_PORT));
    }

    private static boolean isFree(int port) {
        try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return probe.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}
