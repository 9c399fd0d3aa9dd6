package dev.crayfleet.stage.traces;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.util.Set;

/**
 * Whether spans of tasks are recorded.
 *
 * @param traces {@code off} or {@code otlp}
 */
@ConfigurationProperties("crayfleet")
record TracesSettings(@Bindable(defaultValue = "off") String traces) {
    private static final String OTLP = "otlp";

    /** Empty is not set. */
    private static final Set<String> VALUES = Set.of("off", OTLP, "");

    /**
     * @throws IllegalArgumentException if it is another
     */
    TracesSettings {
        if (!VALUES.contains(traces.strip())) {
            throw new IllegalArgumentException(
                    "crayfleet.traces \"%s\" is not understood: write off or otlp"
                            .formatted(traces));
        }
    }

    boolean isOn() {
        return traces.strip().equals(OTLP);
    }
}
