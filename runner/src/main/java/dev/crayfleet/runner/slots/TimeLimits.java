package dev.crayfleet.runner.slots;

import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.contract.Thinking;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long an agent may take.
 *
 * @param general where the task says nothing, whatever its thinking; absent for none
 * @param usual likewise, where there is no general one
 * @param highThinking likewise, for thinking of high and above
 * @param max for every task, whatever it says
 */
public record TimeLimits(
        @Nullable Duration general, Duration usual, Duration highThinking, Duration max) {
    public static final TimeLimits DEFAULT =
            new TimeLimits(
                    null, Duration.ofSeconds(120), Duration.ofSeconds(300), Limits.MAX_TIMEOUT);

    /**
     * What one task gets.
     *
     * @param note says where that is not what the task asked for; absent where it is
     */
    public record Allowed(Duration timeout, @Nullable String note) {}

    /** The task's own timeout goes before every other but the maximum. */
    public Allowed of(TaskOptions options) {
        Duration requested = options.timeout();
        if (requested == null) {
            return new Allowed(atMostMax(unsaid(options)), null);
        }
        Duration allowed = atMostMax(requested);
        return new Allowed(
                allowed,
                allowed.equals(requested)
                        ? null
                        : "The task asked for %s; this runner gives a task at most %s."
                                .formatted(text(requested), text(allowed)));
    }

    private Duration unsaid(TaskOptions options) {
        if (general != null) {
            return general;
        }
        return options.thinkingOrDefault().compareTo(Thinking.HIGH) >= 0 ? highThinking : usual;
    }

    private Duration atMostMax(Duration timeout) {
        return timeout.compareTo(max) > 0 ? max : timeout;
    }

    /** In whole minutes where it is that, else in seconds. */
    private static String text(Duration duration) {
        return duration.toSeconds() >= 60 && duration.toSecondsPart() == 0
                ? duration.toMinutes() + " min"
                : "%d s".formatted(duration.toSeconds());
    }
}
