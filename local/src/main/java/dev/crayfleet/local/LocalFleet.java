package dev.crayfleet.local;

import dev.crayfleet.cli.LocalFleetFile;
import dev.crayfleet.emulator.DiscordEmulator;
import io.micronaut.context.ApplicationContext;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A whole fleet in one JVM: a real Kafka, the Discord emulator or the real Discord, and the four
 * services as they run in production. Closing it drains the runners and stops all parts in reverse
 * order.
 */
public final class LocalFleet implements AutoCloseable {
    /** Port of the page, unless {@code --port} sets another. */
    public static final int DEFAULT_PAGE_PORT = 8420;

    private static final Logger LOG = LoggerFactory.getLogger(LocalFleet.class);

    private final LocalOptions options;
    private final Deque<FleetPart> parts;
    private final LocalFleetFile fleetFile;
    private final @Nullable DiscordEmulator emulator;

    LocalFleet(
            LocalOptions options,
            Deque<FleetPart> parts,
            LocalFleetFile fleetFile,
            @Nullable DiscordEmulator emulator) {
        this.options = options;
        this.parts = parts;
        this.fleetFile = fleetFile;
        this.emulator = emulator;
    }

    /** A running part, and its name in log lines. */
    record FleetPart(String name, AutoCloseable running) {}

    /**
     * Starts all parts and waits until tasks can be run. Takes seconds.
     *
     * @throws IllegalStateException with a sentence for people, if a part does not start; the parts
     *     before it are stopped again
     */
    public static LocalFleet start(LocalOptions options) {
        return start(options, StartProgress.NONE);
    }

    /**
     * The same.
     *
     * @param progress hears of each step, and may end the start
     */
    static LocalFleet start(LocalOptions options, StartProgress progress) {
        return new FleetStartup(options, progress).start();
    }

    /** The addresses of the fleet. */
    public LocalFleetFile fleetFile() {
        return fleetFile;
    }

    /** Those of its parts that are services, the one that was started last first. */
    List<ApplicationContext> services() {
        return parts.stream()
                .map(FleetPart::running)
                .filter(ApplicationContext.class::isInstance)
                .map(ApplicationContext.class::cast)
                .toList();
    }

    /**
     * The Discord emulator.
     *
     * @throws IllegalStateException if the real one is used
     */
    public DiscordEmulator emulator() {
        if (emulator == null) {
            throw new IllegalStateException("this fleet uses the real Discord");
        }
        return emulator;
    }

    /** Drains and stops all parts, also if one of them fails to stop. */
    @Override
    public void close() {
        LocalFleetFile.remove(options.folders().data());
        stopAll(parts);
    }

    static void stopAll(Deque<FleetPart> parts) {
        while (!parts.isEmpty()) {
            FleetPart part = parts.pop();
            try {
                LOG.info("stopping {}", part.name());
                part.running().close();
            } catch (Exception e) {
                LOG.warn("{} did not stop in order", part.name(), e);
            }
        }
    }
}
