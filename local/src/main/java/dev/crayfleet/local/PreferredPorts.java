package dev.crayfleet.local;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.function.IntFunction;

/**
 * Starts parts of a fleet on the ports that our documentation names, where they are free, and on
 * any other where they are not: a second fleet takes nothing away from the first.
 *
 * @param random whether the documented ports are left alone
 */
record PreferredPorts(boolean random) {
    /**
     * @param preferred 0 for any
     * @param start starts the part on the given port, 0 for any
     */
    <T> T start(int preferred, IntFunction<T> start) {
        int port = random || !isFree(preferred) ? LocalOptions.RANDOM_PORTS : preferred;
        try {
            return start.apply(port);
        } catch (RuntimeException e) {
            // Another fleet that starts at the same time has found it free as well.
            if (port == LocalOptions.RANDOM_PORTS || !isTaken(e)) {
                throw e;
            }
            return start.apply(LocalOptions.RANDOM_PORTS);
        }
    }

    /** Whether the failure is that of a port that somebody listens on. */
    static boolean isTaken(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindException
                    || String.valueOf(cause.getMessage()).contains("Address already in use")) {
                return true;
            }
        }
        return false;
    }

    private static boolean isFree(int port) {
        try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return probe.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}
