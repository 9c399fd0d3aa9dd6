package dev.crayfleet.poster;

import dev.crayfleet.stage.DefaultPort;
import dev.crayfleet.stage.Stage;
import io.micronaut.context.ApplicationContext;
import java.util.Map;

/** Every way out to Discord: results, reactions, and what the runners are doing. */
public final class PosterApp {
    /** HTTP, unless configured. */
    public static final int PORT = 8083;

    private static final String NAME = "poster";

    private PosterApp() {}

    public static void main(String[] args) {
        Stage.runUntilStopped(NAME, DefaultPort.of(PORT));
    }

    /**
     * Starts it beside whatever else runs in this JVM.
     *
     * @param settings stronger than everything else
     * @throws RuntimeException with a sentence for the operator, if Kafka cannot be reached
     */
    public static ApplicationContext start(Map<String, Object> settings) {
        return Stage.start(NAME, DefaultPort.of(PORT), settings);
    }
}
