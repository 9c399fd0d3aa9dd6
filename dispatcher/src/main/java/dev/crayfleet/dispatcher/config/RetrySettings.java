package dev.crayfleet.dispatcher.config;

import dev.crayfleet.contract.Limits;
import dev.crayfleet.dispatcher.ledger.RetryPolicy;
import dev.crayfleet.stage.SettingRange;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * What follows a failed attempt.
 *
 * @param retries further attempts after a lost or transiently failed one, where a task says nothing
 * @param backOff before the second attempt; doubles with each
 * @param longestBackOff where the doubling ends
 * @param quotaWait a quota that resets later than that is not waited for
 */
@ConfigurationProperties("crayfleet.dispatcher")
public record RetrySettings(
        @Bindable(defaultValue = "2") int retries,
        @Bindable(defaultValue = "2s") Duration backOff,
        @Bindable(defaultValue = "32s") Duration longestBackOff,
        @Bindable(defaultValue = "6h") Duration quotaWait) {
    /**
     * @throws IllegalArgumentException if a value is out of range
     */
    RetryPolicy policy() {
        SettingRange.check("crayfleet.dispatcher.retries", retries, 0, Limits.MAX_RETRIES);
        SettingRange.checkPositive("crayfleet.dispatcher.back-off", backOff);
        SettingRange.checkPositive("crayfleet.dispatcher.quota-wait", quotaWait);
        SettingRange.checkNotShorter(
                "crayfleet.dispatcher.longest-back-off",
                longestBackOff,
                "crayfleet.dispatcher.back-off",
                backOff);
        return new RetryPolicy(retries, backOff, longestBackOff, quotaWait);
    }
}
