package dev.crayfleet.runner.gateway;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.random.RandomGenerator;

/** Finds ports for a Gateway, which uses three more above the one it is told. */
final class FreePort {
    static final int SPACING = 4;
    private static final int LOWEST = 18_800;
    private static final int PLACES = 2_000;
    private static final int TRIES = 200;

    private FreePort() {}

    /**
     * @param random so that runners that start at the same moment do not choose the same
     * @throws IOException if none is found
     */
    static int find(RandomGenerator random) throws IOException {
        for (int i = 0; i < TRIES; i++) {
            int port = LOWEST + SPACING * random.nextInt(PLACES);
            if (isFree(port)) {
                return port;
            }
        }
        throw new IOException("no free ports from %d on were found".formatted(LOWEST));
    }

    /** With those above it. */
    static boolean isFree(int port) {
        for (int offset = 0; offset < SPACING; offset++) {
            try (ServerSocket socket = new ServerSocket()) {
                socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port + offset));
            } catch (IOException taken) {
                return false;
            }
        }
        return true;
    }
}
