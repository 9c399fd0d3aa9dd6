package dev.crayfleet.stage;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * systemd, where it has started this process and waits to hear that it is ready ({@code
 * Type=notify}). It is told by this very process: that it also listens to others of the service
 * need not be allowed, and a runner's agents are among those.
 */
final class SystemdNotice {
    private static final Logger LOG = LoggerFactory.getLogger(SystemdNotice.class);

    /** The service is up meanwhile; only its own end would wait for this. */
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private SystemdNotice() {}

    /**
     * Says that the service is ready, or warns within seconds that it could not be said. Where
     * nobody waits for that, nothing is done.
     *
     * @param socket {@code $NOTIFY_SOCKET}
     * @param name of the service
     */
    static void ready(@Nullable String socket, String name) {
        ready(socket, name, LIMIT);
    }

    /** For tests: with another limit. */
    static void ready(@Nullable String socket, String name, Duration limit) {
        if (socket == null || socket.isBlank()) {
            return;
        }
        try {
            new UnixDatagram(limit).send(socket, "READY=1\nSTATUS=" + name + " is up\n");
        } catch (IOException | RuntimeException | LinkageError e) {
            // The service is up all the same.
            LOG.warn(
                    "systemd could not be told that {} is up, and will give up waiting for it: {}. Type=exec in its unit does without",
                    name,
                    e.getMessage());
            LOG.debug("stack trace", e);
        }
    }
}
