package dev.crayfleet.local;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a local fleet is started.
 *
 * @param runners number of runners, 1 to 64
 * @param port of the page; {@link #RANDOM_PORTS} for a free one; {@link #DEFAULT_PORTS} for {@link
 *     LocalFleet#DEFAULT_PAGE_PORT} or, if that is taken, a free one
 * @param realDiscord whether the real Discord is used, by {@code discord-config.env}, instead of
 *     the emulator
 * @param fresh whether data of earlier runs is deleted first
 * @param settings for every stage; they override all other settings
 */
public record LocalOptions(
        LocalFolders folders,
        int runners,
        int port,
        boolean realDiscord,
        boolean fresh,
        Map<String, Object> settings,
        LocalEnvironment environment) {
    public static final int RANDOM_PORTS = 0;
    public static final int DEFAULT_PORTS = -1;
    private static final int MAX_RUNNERS = 64;
    private static final int MAX_PORT = 65_535;

    /**
     * @param data where Kafka and the emulator keep what outlives a run: {@code .crayfleet}
     * @param workers where agents work: {@code workers}
     */
    public record LocalFolders(Path data, Path workers) {}

    /**
     * @param clock by which leases and back-offs are measured
     * @param kafka bootstrap address of a running broker; absent starts one
     */
    public record LocalEnvironment(InstantSource clock, @Nullable String kafka) {
        /** The system's clock, and a broker of the fleet. */
        public static final LocalEnvironment DEFAULT =
                new LocalEnvironment(InstantSource.system(), null);
    }

    /**
     * @throws IllegalArgumentException with a sentence for people, if a number is out of range
     */
    public LocalOptions {
        if (runners < 1 || runners > MAX_RUNNERS) {
            throw new IllegalArgumentException("--runners takes 1 to 64, not " + runners);
        }
        if (port < DEFAULT_PORTS || port > MAX_PORT) {
            throw new IllegalArgumentException("--port takes 0 to 65535, not " + port);
        }
        settings = Map.copyOf(settings);
    }

    /** One runner, free ports, and everything below one folder. */
    public static LocalOptions in(Path folder) {
        return new LocalOptions(
                new LocalFolders(folder.resolve(".crayfleet"), folder.resolve("workers")),
                1,
                RANDOM_PORTS,
                false,
                false,
                Map.of(),
                LocalEnvironment.DEFAULT);
    }

    public LocalOptions withRunners(int count) {
        return new LocalOptions(folders, count, port, realDiscord, fresh, settings, environment);
    }

    public LocalOptions with(String setting, Object value) {
        Map<String, Object> more = new HashMap<>(settings);
        more.put(setting, value);
        return new LocalOptions(folders, runners, port, realDiscord, fresh, more, environment);
    }

    public LocalOptions withClock(InstantSource clock) {
        return with(new LocalEnvironment(clock, environment.kafka()));
    }

    public LocalOptions withKafka(String bootstrap) {
        return with(new LocalEnvironment(environment.clock(), bootstrap));
    }

    private LocalOptions with(LocalEnvironment other) {
        return new LocalOptions(folders, runners, port, realDiscord, fresh, settings, other);
    }
}
