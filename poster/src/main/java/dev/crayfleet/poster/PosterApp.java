package dev.crayfleet.poster;

import dev.crayfleet.stage.DefaultPort;
import dev.crayfleet.stage.Stage;
import io.micronaut.context.ApplicationContext;
import java.util.Map;

/** Starts the poster, which posts results, reactions and events of runners to Discord. */
public final class PosterApp {
    /** Default HTTP port. */
    public static final int PORT = 8083;

    static final String NAME = "poster";

    private PosterApp() {}

    public static void main(String[] args) {
        Stage.runUntilStopped(NAME, DefaultPort.of(PORT));
    }

    /**
     * Starts the poster in this JVM, beside whatever else runs in it.
     *
     * @param settings override every other source
     * @throws RuntimeException with a sentence for the operator, if Kafka cannot be reached
     */
    public static ApplicationContext start(Map<String, Object> settings) {
        return Stage.start(NAME, DefaultPort.of(PORT), settings);
    }
}
