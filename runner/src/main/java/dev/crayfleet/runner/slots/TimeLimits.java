package dev.crayfleet.runner.slots;

import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.contract.Thinking;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long an agent may take.
 *
 * @param override for every task, whatever it says; absent for none
 * @param usual where the task says nothing
 * @param highThinking likewise, for thinking of high and above
 */
public record TimeLimits(@Nullable Duration override, Duration usual, Duration highThinking) {
    public static final TimeLimits DEFAULT =
            new TimeLimits(null, Duration.ofSeconds(120), Duration.ofSeconds(300));

    public Duration of(TaskOptions options) {
        if (override != null) {
            return override;
        }
        if (options.timeout() != null) {
            return options.timeout();
        }
        return options.thinkingOrDefault().compareTo(Thinking.HIGH) >= 0 ? highThinking : usual;
    }
}
