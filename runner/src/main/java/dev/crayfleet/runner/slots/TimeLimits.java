package dev.crayfleet.runner.slots;

import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.contract.Thinking;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long an agent may take.
 *
 * @param all overrides everything, where it is set
 * @param usual where the task says nothing
 * @param high likewise, for thinking of high and above
 */
public record TimeLimits(@Nullable Duration all, Duration usual, Duration high) {
    public static final TimeLimits DEFAULT =
            new TimeLimits(null, Duration.ofSeconds(120), Duration.ofSeconds(300));

    public Duration of(TaskOptions options) {
        if (all != null) {
            return all;
        }
        if (options.timeout() != null) {
            return options.timeout();
        }
        return options.thinkingOrDefault().compareTo(Thinking.HIGH) >= 0 ? high : usual;
    }
}
