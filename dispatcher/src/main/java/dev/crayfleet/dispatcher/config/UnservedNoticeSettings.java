package dev.crayfleet.dispatcher.config;

import dev.crayfleet.dispatcher.ledger.UnservedNoticeRule;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * When people are told that nobody serves the pool that their task waits for.
 *
 * @param unservedNoticeAfter a task has waited for so long; 0 tells nobody
 * @param unservedNoticeEvery one requester is told of one pool once in so long
 */
@ConfigurationProperties("crayfleet.dispatcher")
public record UnservedNoticeSettings(
        @Bindable(defaultValue = "10s") Duration unservedNoticeAfter,
        @Bindable(defaultValue = "10m") Duration unservedNoticeEvery) {
    /**
     * @throws IllegalArgumentException if a value is out of range
     */
    UnservedNoticeRule rule() {
        return new UnservedNoticeRule(unservedNoticeAfter, unservedNoticeEvery);
    }
}
