package dev.crayfleet.poster;

import dev.crayfleet.stage.SettingRange;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * Settings below {@code crayfleet.poster}.
 *
 * @param retryFirst wait after the first failure of Discord; it doubles with each: 2, 4, 8, 16, 32
 *     s
 * @param retryLongest longest wait; tries go on with it for as long as Discord fails
 * @param loginTimeout from the first request to Discord until its gateway is ready
 * @param requestTimeout for one request to Discord, its rate limits included
 * @param kafkaTimeout for one commit, one dead letter, one file
 * @param nonceHolds how long Discord is sure to recognise a nonce; what may have been posted longer
 *     ago than this, without our knowing, is searched for in the channel before it is posted
 * @param lookBack how many messages of a channel such a search reads at most, from the latest
 *     backward, 100 to 10,000
 * @param pollInterval longest time between two polls of Kafka, also while a post waits for Discord
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
        SettingRange.check("crayfleet.poster.look-back", lookBack, 100, 10_000);
    }
}
