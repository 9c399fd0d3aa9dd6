package dev.crayfleet.dispatcher.config;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * How much one request may replay from the topics.
 *
 * @param replayTimeout for reading the topics and for writing the new tasks, together
 * @param maxReplays tasks of one request, at least 1
 */
@ConfigurationProperties("crayfleet.dispatcher")
public record ReplaySettings(
        @Bindable(defaultValue = "25s") Duration replayTimeout,
        @Bindable(defaultValue = "1000") int maxReplays) {
    /**
     * @throws IllegalArgumentException with a sentence, if a value is out of range
     */
    public ReplaySettings {
        if (maxReplays < 1) {
            throw new IllegalArgumentException(
                    "crayfleet.dispatcher.max-replays is %d, below 1".formatted(maxReplays));
        }
    }
}
