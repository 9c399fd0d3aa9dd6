package dev.crayfleet.local;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a local fleet is to be like.
 *
 * @param data where Kafka and the emulator keep what outlives a run: {@code .crayfleet}
 * @param workers where agents work: {@code workers}
 * @param runners how many, 1 to 64
 * @param port of the page; 0 for any that is free, -1 for {@link LocalFleet#PAGE_PORT} or, where
 *     that is taken, any
 * @param discord the real Discord, by {@code discord-config.env}, instead of the emulator
 * @param fresh forget earlier runs first
 * @param settings handed to every stage, stronger than everything else
 * @param clock by which leases and back-offs go
 * @param kafka a broker that runs already; absent starts one here
 */
public record LocalOptions(
        Path data,
        Path workers,
        int runners,
        int port,
        boolean discord,
        boolean fresh,
        Map<String, Object> settings,
        InstantSource clock,
        @Nullable String kafka) {
    public static final int ANY_PORT = 0;
    public static final int USUAL_PORT = -1;

    /**
     * @throws IllegalArgumentException with a sentence for people, if a number is out of range
     */
    public LocalOptions {
        if (runners < 1 || runners > 64) {
            throw new IllegalArgumentException("--runners takes 1 to 64, not " + runners);
        }
        if (port < USUAL_PORT || port > 65_535) {
            throw new IllegalArgumentException("--port takes 0 to 65535, not " + port);
        }
        settings = Map.copyOf(settings);
    }

    /** One runner, ports that are free, everything below one folder. */
    public static LocalOptions in(Path folder) {
        return new LocalOptions(
                folder.resolve(".crayfleet"),
                folder.resolve("workers"),
                1,
                ANY_PORT,
                false,
                false,
                Map.of(),
                InstantSource.system(),
                null);
    }

    public LocalOptions withRunners(int count) {
        return new LocalOptions(data, workers, count, port, discord, fresh, settings, clock, kafka);
    }

    public LocalOptions with(String setting, Object value) {
        Map<String, Object> more = new HashMap<>(settings);
        more.put(setting, value);
        return new LocalOptions(data, workers, runners, port, discord, fresh, more, clock, kafka);
    }

    public LocalOptions withClock(InstantSource other) {
        return new LocalOptions(
                data, workers, runners, port, discord, fresh, settings, other, kafka);
    }

    public LocalOptions withKafka(String bootstrap) {
        return new LocalOptions(
                data, workers, runners, port, discord, fresh, settings, clock, bootstrap);
    }
}
