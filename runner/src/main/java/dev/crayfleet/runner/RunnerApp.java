package dev.crayfleet.runner;

import dev.crayfleet.stage.DefaultPort;
import dev.crayfleet.stage.Stage;
import io.micronaut.context.ApplicationContext;
import java.util.Map;

/** Runs agents: as many at once as it has slots, each for one claimed attempt. */
public final class RunnerApp {
    static final String NAME = "runner";
    private static final int PORT = 8082;

    private RunnerApp() {}

    public static void main(String[] args) {
        Stage.runUntilStopped(NAME, DefaultPort.orAny(PORT));
    }

    /**
     * Starts a runner in this JVM; there may be several. When this returns it has asked to join.
     * Closing the context drains it.
     *
     * @param settings stronger than the environment; see {@code docs/configuration.md}
     * @throws RuntimeException with a sentence for people, if Kafka is away or a setting is wrong
     */
    public static ApplicationContext start(Map<String, Object> settings) {
        return Stage.start(NAME, DefaultPort.orAny(PORT), settings);
    }
}
