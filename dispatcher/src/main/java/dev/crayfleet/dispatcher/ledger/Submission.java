package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.AgentMode;
import dev.crayfleet.contract.Origin;
import dev.crayfleet.contract.RecordPosition;
import dev.crayfleet.contract.Requester;
import dev.crayfleet.contract.TaskFingerprint;
import dev.crayfleet.contract.TaskMessage.TaskSubmitted;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.fleet.gate.Decision.Allowed;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was asked; does not change as long as the task lives.
 *
 * @param place of the record that asked; its offset is the task's turn in the queue
 * @param maxAttempts attempts it has in all, 1 to 11, besides those that were given back
 * @param allowed how, by which rule of the fleet file; absent where there was none
 * @param roles of the requester, by which is decided what the agent may delegate on their behalf;
 *     absent where there are none, or it may delegate nothing
 */
public record Submission(
        TaskSubmitted task,
        RecordPosition place,
        int maxAttempts,
        @Nullable Allowed allowed,
        @Nullable List<String> roles) {
    public Submission {
        roles = roles == null ? null : List.copyOf(roles);
    }

    /** Without a fleet file. */
    public Submission(TaskSubmitted task, RecordPosition place, int maxAttempts) {
        this(task, place, maxAttempts, null, null);
    }

    /**
     * With which it is run: those that were asked for, as far as they are allowed, and defaults.
     */
    TaskOptions options() {
        return allowed == null ? task.options() : allowed.terms().options();
    }

    /** The most that its agent may do; absent where nobody has set a limit. */
    @Nullable AgentMode mode() {
        AgentMode mode = allowed == null ? AgentMode.FULL : allowed.terms().mode();
        AgentMode parents = task.delegation().map(Origin.Agent::mode).orElse(AgentMode.FULL);
        return mode.narrower(parents) == AgentMode.FULL ? null : mode.narrower(parents);
    }

    /** Who has asked for it, with their roles, as far as these are known. */
    Requester requesterWithRoles() {
        return new Requester(task.requester().id(), task.requester().name(), roles);
    }

    /** Of exactly what will run, by which an approval is bound to it. */
    String sha256() {
        return TaskFingerprint.sha256(task, options(), mode());
    }
}
