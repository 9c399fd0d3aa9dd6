package dev.crayfleet.poster;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * Settings below {@code crayfleet.poster}.
 *
 * @param retryFirst first wait after Discord failed; it doubles: 2, 4, 8, 16, 32 s
 * @param retryLongest and stays here, for as long as it takes: nothing is dropped
 * @param loginTimeout from the first request to Discord until its gateway is ready
 * @param requestTimeout for one request to Discord, its rate limits included
 * @param kafkaTimeout for one commit, one dead letter, one file
 * @param nonceHolds how long Discord surely knows a nonce; what may have been posted longer ago
 *     than this, without our knowing, is looked for in the channel before it is posted
 * @param lookBack how many messages of a channel are looked through at most, from the latest
 *     backward, 100 to 10,000
 * @param pollInterval how often Kafka is told that we live while Discord is waited for
 */
@ConfigurationProperties("crayfleet.poster")
public record PosterConfig(
        @Bindable(defaultValue = "2s") Duration retryFirst,
        @Bindable(defaultValue = "32s") Duration retryLongest,
        @Bindable(defaultValue = "60s") Duration loginTimeout,
        @Bindable(defaultValue = "60s") Duration requestTimeout,
        @Bindable(defaultValue = "15s") Duration kafkaTimeout,
        @Bindable(defaultValue = "2m") Duration nonceHolds,
        @Bindable(defaultValue = "1000") int lookBack,
        @Bindable(defaultValue = "1s") Duration pollInterval) {
    /**
     * @throws IllegalArgumentException if a value is out of range
     */
    public PosterConfig {
        if (lookBack < 100 || lookBack > 10_000) {
            throw new IllegalArgumentException(
                    "crayfleet.poster.look-back " + lookBack + " is outside 100 to 10000");
        }
    }
}
