package dev.crayfleet.dispatcher.config;

import dev.crayfleet.dispatcher.ledger.Rules;
import dev.crayfleet.stage.SettingRange;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * How long runners are believed to live without a heartbeat.
 *
 * @param lease a runner not heard of for so long is lost, and its tasks go elsewhere; a cancelled
 *     task whose runner does not confirm for so long ends without it
 * @param claimAck a claim that a living runner does not name after so long was never taken
 * @param lostKept how long a lost session of a runner is remembered, to be fenced if it comes back
 */
@ConfigurationProperties("crayfleet.dispatcher")
public record LeaseSettings(
        @Bindable(defaultValue = "15s") Duration lease,
        @Bindable(defaultValue = "10s") Duration claimAck,
        @Bindable(defaultValue = "1h") Duration lostKept) {
    /**
     * @throws IllegalArgumentException if a time is not positive
     */
    Rules.LeaseRule rule() {
        SettingRange.checkPositive("crayfleet.dispatcher.lease", lease);
        SettingRange.checkPositive("crayfleet.dispatcher.claim-ack", claimAck);
        SettingRange.checkPositive("crayfleet.dispatcher.lost-kept", lostKept);
        return new Rules.LeaseRule(lease, claimAck, lostKept);
    }
}
