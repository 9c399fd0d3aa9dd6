package dev.crayfleet.dispatcher;

import dev.crayfleet.stage.DefaultPort;
import dev.crayfleet.stage.Stage;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Secondary;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Map;

/** The dispatcher as a process. */
public final class DispatcherApp {
    /** The HTTP port unless configured. */
    public static final int PORT = 8081;

    static final String NAME = "dispatcher";

    private DispatcherApp() {}

    public static void main(String[] args) {
        Stage.runUntilStopped(NAME, DefaultPort.orAny(PORT));
    }

    /**
     * Starts it beside others.
     *
     * @param settings stronger than the environment's
     */
    public static ApplicationContext start(Map<String, Object> settings) {
        return Stage.start(NAME, DefaultPort.orAny(PORT), settings);
    }

    /**
     * Starts it with a clock of the caller's, by which leases and back-offs go.
     *
     * @param settings stronger than the environment's
     */
    public static ApplicationContext start(Map<String, Object> settings, InstantSource clock) {
        return Stage.start(NAME, DefaultPort.of(PORT), settings, new DispatcherClock(clock));
    }

    /** What it takes from outside, so that tests can hand in their own. */
    @Factory
    @RequiresDispatcher
    static final class Outside {
        @Bean
        @Singleton
        @Secondary
        DispatcherClock clock() {
            return new DispatcherClock(InstantSource.system());
        }
    }
}
