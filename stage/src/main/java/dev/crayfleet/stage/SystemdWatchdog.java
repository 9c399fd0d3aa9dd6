package dev.crayfleet.stage;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * systemd's watchdog, where it watches this process ({@code WatchdogSec=}): told in time that the
 * process is not frozen, or else systemd kills it and starts it again. That Kafka or Discord is
 * away is no reason for that. For one thread.
 */
final class SystemdWatchdog {
    private static final Logger LOG = LoggerFactory.getLogger(SystemdWatchdog.class);
    private static final Pattern NUMBER = Pattern.compile("\\d{1,15}");
    private static final Duration SEND_LIMIT = Duration.ofSeconds(1);

    private final @Nullable String socket;
    private final long intervalNanos;
    private @Nullable UnixDatagram datagram;
    private long lastBeatNanos;
    private boolean hasBeaten;
    private boolean hasFailed;

    private SystemdWatchdog(@Nullable String socket, Duration interval) {
        this.socket = socket;
        this.intervalNanos = interval.toNanos();
    }

    /**
     * @param environment as systemd sets it: {@code NOTIFY_SOCKET}; {@code WATCHDOG_USEC}, the
     *     longest time between two beats; {@code WATCHDOG_PID}, the process that is watched
     * @param pid of this process
     */
    static SystemdWatchdog of(Map<String, String> environment, long pid) {
        String socket = environment.getOrDefault("NOTIFY_SOCKET", "");
        String limit = environment.getOrDefault("WATCHDOG_USEC", "");
        String watched = environment.getOrDefault("WATCHDOG_PID", "");
        boolean isWatched =
                !socket.isBlank()
                        && NUMBER.matcher(limit).matches()
                        && Long.parseLong(limit) > 0
                        && (watched.isEmpty() || watched.equals(Long.toString(pid)));
        // A third, so that one beat may be late: sd_watchdog_enabled(3) recommends half.
        return isWatched
                ? new SystemdWatchdog(socket, Duration.ofNanos(Long.parseLong(limit) * 1_000 / 3))
                : new SystemdWatchdog(null, Duration.ZERO);
    }

    /**
     * To be called again and again; says that this process runs when that is due.
     *
     * @param nowNanos of {@link System#nanoTime}
     */
    void beat(long nowNanos) {
        if (socket == null || hasBeaten && nowNanos - lastBeatNanos < intervalNanos) {
            return;
        }
        hasBeaten = true;
        lastBeatNanos = nowNanos;
        try {
            if (datagram == null) {
                datagram = new UnixDatagram(SEND_LIMIT);
            }
            datagram.send(socket, "WATCHDOG=1\n");
            hasFailed = false;
        } catch (IOException | RuntimeException | LinkageError e) {
            if (!hasFailed) {
                LOG.warn(
                        "systemd's watchdog could not be told that this process runs, and will kill it: {}. WatchdogSec=0 in a drop-in of its unit does without",
                        e.getMessage());
            }
            hasFailed = true;
        }
    }
}
