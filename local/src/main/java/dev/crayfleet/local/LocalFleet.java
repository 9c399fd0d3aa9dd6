package dev.crayfleet.local;

import dev.crayfleet.cli.LocalFleetFile;
import dev.crayfleet.emulator.DiscordEmulator;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything in one JVM: a real Kafka, a small Discord or the real one, and the four services as
 * they run in production. Closing it drains the runners and stops all in the reverse order.
 */
public final class LocalFleet implements AutoCloseable {
    /** Of the page, unless said otherwise. */
    public static final int PAGE_PORT = 8420;

    private static final Logger LOG = LoggerFactory.getLogger(LocalFleet.class);

    private final LocalOptions options;
    private final Deque<Part> parts;
    private final LocalFleetFile sheet;

    private final @Nullable DiscordEmulator emulator;

    LocalFleet(
            LocalOptions options,
            Deque<Part> parts,
            LocalFleetFile sheet,
            @Nullable DiscordEmulator emulator) {
        this.options = options;
        this.parts = parts;
        this.sheet = sheet;
        this.emulator = emulator;
    }

    /** Something that runs, and what to call it. */
    record Part(String name, AutoCloseable running) {}

    /**
     * Starts all of it and waits until a task would be done. Takes seconds.
     *
     * @throws IllegalStateException with a sentence for people, if something does not start; what
     *     had started is stopped again
     */
    public static LocalFleet start(LocalOptions options) {
        return new FleetStartup(options).fleet();
    }

    /** What is where. */
    public LocalFleetFile sheet() {
        return sheet;
    }

    /**
     * The small Discord, to type into and to break.
     *
     * @throws IllegalStateException if the real one is used
     */
    public DiscordEmulator emulator() {
        if (emulator == null) {
            throw new IllegalStateException("this fleet uses the real Discord");
        }
        return emulator;
    }

    /** Drains and stops; what fails to stop does not keep the others from it. */
    @Override
    public void close() {
        LocalFleetFile.remove(options.data());
        stop(parts);
    }

    static void stop(Deque<Part> parts) {
        while (!parts.isEmpty()) {
            Part part = parts.pop();
            try {
                LOG.info("stopping {}", part.name());
                part.running().close();
            } catch (Exception e) {
                LOG.warn("{} did not stop in order", part.name(), e);
            }
        }
    }
}
