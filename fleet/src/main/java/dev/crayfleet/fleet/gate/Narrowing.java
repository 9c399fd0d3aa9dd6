package dev.crayfleet.fleet.gate;

import dev.crayfleet.contract.Caps;
import dev.crayfleet.contract.ReadableTimes;
import dev.crayfleet.contract.TaskOptions;
import java.time.Duration;
import java.util.List;

/** Options no further than limits allow. */
final class Narrowing {
    private Narrowing() {}

    /**
     * All but the model.
     *
     * @param all what was asked for, which is within the limits, and where nothing was, a default
     * @param who allows it, for the notes
     * @param notes are told what was narrowed
     */
    static TaskOptions of(TaskOptions all, Caps caps, String who, List<String> notes) {
        Duration timeout = all.timeout();
        if (timeout != null && caps.timeout() != null && timeout.compareTo(caps.timeout()) > 0) {
            timeout = caps.timeout();
            notes.add(
                    "the time-out is %s, the longest that is allowed by %s"
                            .formatted(ReadableTimes.duration(timeout), who));
        }
        Integer retries = all.retries();
        if (retries != null && caps.retries() != null && retries > caps.retries()) {
            retries = caps.retries();
            notes.add("retries are %d, the most that is allowed by %s".formatted(retries, who));
        }
        boolean isTooHigh = !caps.allows(all.priorityOrNormal());
        if (isTooHigh && caps.priority() != null) {
            notes.add(
                    "the priority is %s, the highest that is allowed by %s"
                            .formatted(caps.priority().word(), who));
        }
        return new TaskOptions(
                null,
                all.thinking(),
                timeout,
                retries,
                isTooHigh ? caps.priority() : all.priority());
    }
}
