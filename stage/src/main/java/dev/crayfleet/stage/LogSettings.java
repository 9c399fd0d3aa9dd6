package dev.crayfleet.stage;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.util.Set;

/**
 * How logs are written. Logback reads the same setting by itself, long before there are settings;
 * here it is only checked, so that a wrong value is refused like any other.
 *
 * @param logFormat {@code text} or {@code json}
 */
@ConfigurationProperties("crayfleet")
record LogSettings(@Bindable(defaultValue = "text") String logFormat) {
    /** Empty is not set. */
    private static final Set<String> FORMATS = Set.of("text", "json", "");

    /**
     * @throws IllegalArgumentException if it is another
     */
    LogSettings {
        if (!FORMATS.contains(logFormat.strip())) {
            throw new IllegalArgumentException(
                    "crayfleet.log-format \"%s\" is not understood: write text or json"
                            .formatted(logFormat));
        }
    }
}
