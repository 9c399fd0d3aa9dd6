package dev.crayfleet.agents.gateway;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.random.RandomGenerator;

/** Finds ports for a Gateway, which uses the three above its port as well. */
final class FreePort {
    static final int PORTS_PER_GATEWAY = 4;
    private static final int MIN_PORT = 18_800;
    private static final int CANDIDATES = 400;

    /** Others of OpenClaw's, for browsers above all, may be further above. */
    private static final int DISTANCE = 20;

    private static final int MAX_TRIES = 200;

    private FreePort() {}

    /**
     * @param wanted 0 for any that is free
     * @throws IOException with a sentence for people, if it is taken, or none is found
     */
    static int choose(int wanted, RandomGenerator random) throws IOException {
        if (wanted == 0) {
            return find(random);
        }
        if (!isFree(wanted)) {
            // The Gateway itself would fail only after 15 s.
            throw new IOException(
                    "port %d, or one of the three above it, is in use".formatted(wanted));
        }
        return wanted;
    }

    /**
     * @param random so that runners that start at the same moment choose different ones
     * @throws IOException if none is found
     */
    private static int find(RandomGenerator random) throws IOException {
        for (int i = 0; i < MAX_TRIES; i++) {
            int port = MIN_PORT + DISTANCE * random.nextInt(CANDIDATES);
            if (isFree(port)) {
                return port;
            }
        }
        throw new IOException("no free ports from %d on were found".formatted(MIN_PORT));
    }

    private static boolean isFree(int port) {
        for (int offset = 0; offset < PORTS_PER_GATEWAY; offset++) {
            try (ServerSocket socket = new ServerSocket()) {
                socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port + offset));
            } catch (IOException taken) {
                return false;
            }
        }
        return true;
    }
}
