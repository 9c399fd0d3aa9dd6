package dev.crayfleet.dispatcher.config;

import dev.crayfleet.dispatcher.ledger.Rules;
import dev.crayfleet.stage.SettingRange;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * How many names that anybody can invent a lane keeps.
 *
 * @param maxUnservedPools pools of a lane with tasks that no runner serves; tasks for one more are
 *     dead letters
 * @param poolKept a pool that had neither a runner nor a task for so long is forgotten
 * @param maxRunners sessions of runners in a lane; what one more says is a dead letter
 */
@ConfigurationProperties("crayfleet.dispatcher")
public record BoundsSettings(
        @Bindable(defaultValue = "1000") int maxUnservedPools,
        @Bindable(defaultValue = "1h") Duration poolKept,
        @Bindable(defaultValue = "10000") int maxRunners) {
    /**
     * @throws IllegalArgumentException if a value is out of range
     */
    Rules.Bounds bounds() {
        SettingRange.check(
                "crayfleet.dispatcher.max-unserved-pools", maxUnservedPools, 1, Integer.MAX_VALUE);
        SettingRange.checkPositive("crayfleet.dispatcher.pool-kept", poolKept);
        SettingRange.check("crayfleet.dispatcher.max-runners", maxRunners, 1, Integer.MAX_VALUE);
        return new Rules.Bounds(maxUnservedPools, poolKept, maxRunners);
    }
}
