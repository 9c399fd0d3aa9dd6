package dev.crayfleet.dispatcher.config;

import dev.crayfleet.dispatcher.ledger.QuarantineRule;
import dev.crayfleet.stage.SettingRange;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * When a runner on which task after task fails is given no more.
 *
 * @param quarantineAfter different tasks in a row, of two requesters or more, that fail on a
 *     runner: then it is given no more for a while; of one requester only, no more of theirs
 * @param quarantine that while; doubles with each further failure
 * @param longestQuarantine where the doubling ends
 */
@ConfigurationProperties("crayfleet.dispatcher")
public record QuarantineSettings(
        @Bindable(defaultValue = "5") int quarantineAfter,
        @Bindable(defaultValue = "1m") Duration quarantine,
        @Bindable(defaultValue = "10m") Duration longestQuarantine) {
    /**
     * @throws IllegalArgumentException if a value is out of range
     */
    QuarantineRule rule() {
        SettingRange.check("crayfleet.dispatcher.quarantine-after", quarantineAfter, 1, 100);
        SettingRange.checkPositive("crayfleet.dispatcher.quarantine", quarantine);
        SettingRange.checkNotShorter(
                "crayfleet.dispatcher.longest-quarantine",
                longestQuarantine,
                "crayfleet.dispatcher.quarantine",
                quarantine);
        return new QuarantineRule(quarantineAfter, quarantine, longestQuarantine);
    }
}
