package dev.crayfleet.stage;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;

/**
 * The HTTP port of a stage unless configured.
 *
 * @param number 0 to 65535; 0 is any that is free
 * @param orAny whether another will do where somebody listens on it, because several of that stage
 *     may run on one machine
 */
public record DefaultPort(int number, boolean orAny) {
    /** This one only. */
    public static DefaultPort of(int number) {
        return new DefaultPort(number, false);
    }

    /** This one, or any that is free. */
    public static DefaultPort orAny(int number) {
        return new DefaultPort(number, true);
    }

    /** The port to try first. */
    int choose() {
        return orAny && isTaken() ? 0 : number;
    }

    /**
     * Whether any port is to be tried after this failure to start: two stages that start at the
     * same time both find the default free.
     */
    boolean mayFallBackAfter(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindException) {
                return orAny && number != 0;
            }
        }
        return false;
    }

    private boolean isTaken() {
        try (ServerSocket probe = new ServerSocket(number, 1, InetAddress.getLoopbackAddress())) {
            return !probe.isBound();
        } catch (IOException taken) {
            return true;
        }
    }
}
