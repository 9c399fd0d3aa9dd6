package dev.crayfleet.broker;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Finds ports on loopback for servers that bind them some time later. They are outside the range
 * from which Linux takes ports of outgoing connections, 32768 to 60999: such a connection could
 * take one in between.
 */
public final class LoopbackPorts {
    private static final int FIRST_PORT = 20_000;
    private static final int LAST_PORT = 32_000;
    private static final int MAX_TRIES = 1_000;

    private LoopbackPorts() {}

    /**
     * A port that is free at this moment, chosen at random, so that two who look for one at the
     * same time hardly find the same.
     *
     * @throws IllegalStateException if none is found
     */
    public static int findFree() {
        for (int i = 0; i < MAX_TRIES; i++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST_PORT, LAST_PORT);
            if (isFree(port)) {
                return port;
            }
        }
        throw new IllegalStateException(
                "no port between %d and %d is free".formatted(FIRST_PORT, LAST_PORT));
    }

    static boolean isFree(int port) {
        try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return probe.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}
