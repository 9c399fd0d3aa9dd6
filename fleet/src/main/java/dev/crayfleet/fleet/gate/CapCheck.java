package dev.crayfleet.fleet.gate;

import dev.crayfleet.contract.AgentMode;
import dev.crayfleet.contract.Caps;
import dev.crayfleet.contract.Priority;
import dev.crayfleet.contract.ReadableTimes;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.fleet.gate.Decision.Refused;
import java.time.Duration;
import java.util.Optional;

/**
 * What is asked for beyond a limit.
 *
 * @param holders whose limits they are
 */
record CapCheck(Grants holders, Caps caps) {
    /** Why it is refused; empty if it is within all limits. */
    Optional<Refused> excess(Action.Request request, AgentMode mode, Usage usage) {
        if (request.mode() == AgentMode.FULL && mode == AgentMode.RESTRICTED) {
            return Optional.of(
                    new Refused(
                            "agents work in restricted mode only by %s; full was asked for"
                                    .formatted(holders.label()),
                            holders.rule(".mode")));
        }
        return options(request.asked())
                .or(() -> sizes(request))
                .or(() -> pace(usage))
                .or(() -> open(usage));
    }

    private Optional<Refused> options(TaskOptions asked) {
        Duration timeout = asked.timeout();
        if (timeout != null && caps.timeout() != null && timeout.compareTo(caps.timeout()) > 0) {
            return refused(
                    "timeout",
                    "a time-out of at most " + ReadableTimes.duration(caps.timeout()),
                    ReadableTimes.duration(timeout) + " was asked for");
        }
        Integer retries = asked.retries();
        if (retries != null && caps.retries() != null && retries > caps.retries()) {
            return refused(
                    "retries",
                    caps.retries() == 1
                            ? "at most 1 retry"
                            : "at most %d retries".formatted(caps.retries()),
                    "%d were asked for".formatted(retries));
        }
        Priority priority = asked.priority();
        if (priority != null && caps.priority() != null && !caps.allows(priority)) {
            return refused(
                    "priority",
                    "priority %s at the highest".formatted(caps.priority().word()),
                    priority.word() + " was asked for");
        }
        return Optional.empty();
    }

    private Optional<Refused> sizes(Action.Request request) {
        if (caps.promptBytes() != null && request.promptBytes() > caps.promptBytes()) {
            return refused(
                    "prompt",
                    "a prompt of at most %,d bytes".formatted(caps.promptBytes()),
                    "this one has %,d".formatted(request.promptBytes()));
        }
        if (caps.filesBytes() != null && request.filesBytes() > caps.filesBytes()) {
            return refused(
                    "files",
                    "files of at most %,d bytes together".formatted(caps.filesBytes()),
                    "these have %,d".formatted(request.filesBytes()));
        }
        return Optional.empty();
    }

    private Optional<Refused> pace(Usage usage) {
        if (caps.tasksPerMinute() == null) {
            return Optional.empty();
        }
        Duration wait = usage.waitFor(caps.tasksPerMinute());
        return wait.isZero()
                ? Optional.empty()
                : refused(
                        "tasks-per-minute",
                        "at most %,d tasks a minute".formatted(caps.tasksPerMinute()),
                        "try again in " + ReadableTimes.duration(wait));
    }

    private Optional<Refused> open(Usage usage) {
        return caps.openTasks() == null || usage.openTasks() < caps.openTasks()
                ? Optional.empty()
                : refused(
                        "open-tasks",
                        "at most %,d tasks at a time".formatted(caps.openTasks()),
                        "%,d have not ended yet; try again when one has"
                                .formatted(usage.openTasks()));
    }

    private Optional<Refused> refused(String limit, String allowed, String asked) {
        return Optional.of(
                new Refused(
                        "%s: that is allowed by %s; %s".formatted(allowed, holders.label(), asked),
                        holders.rule(".limits." + limit)));
    }
}
