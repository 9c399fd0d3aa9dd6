package dev.crayfleet.ingest;

import dev.crayfleet.stage.DefaultPort;
import dev.crayfleet.stage.Stage;
import io.micronaut.context.ApplicationContext;
import java.util.Map;

/** Starts ingest, which takes tasks from a Discord channel and from {@code POST /tasks}. */
public final class IngestApp {
    /** HTTP, unless configured. */
    public static final int PORT = 8080;

    static final String NAME = "ingest";

    private IngestApp() {}

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
