package dev.crayfleet.fleet.gate;

import dev.crayfleet.contract.AgentMode;
import dev.crayfleet.contract.Caps;
import dev.crayfleet.contract.TaskOptions;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * How something is allowed. They travel with a task, and only ever narrow.
 *
 * @param options with which the task is run; what is absent was neither asked for nor a default
 * @param mode the most that its agent may do
 * @param caps that hold for the task and for what its agent asks for
 * @param approvals that the task waits for, all of them; of who approves, those that are given
 * @param notes what was narrowed, and which approvals are asked for only because nobody knows what
 *     the model is, in sentences for the asker
 */
public record Terms(
        TaskOptions options,
        AgentMode mode,
        Caps caps,
        List<ApprovalNeed> approvals,
        List<String> notes) {
    /** Nothing is said but yes. */
    public static final Terms NONE = ofMode(AgentMode.FULL);

    public Terms {
        approvals = List.copyOf(approvals);
        notes = List.copyOf(notes);
    }

    private static Terms ofMode(AgentMode mode) {
        return new Terms(TaskOptions.NONE, mode, Caps.NONE, List.of(), List.of());
    }

    /**
     * What both allow.
     *
     * @param other decided before these, whose defaults were the options of it
     */
    Terms narrower(Terms other) {
        return new Terms(
                options,
                mode.narrower(other.mode),
                caps.narrower(other.caps),
                union(other.approvals, approvals),
                union(other.notes, notes));
    }

    Terms withApprovals(List<ApprovalNeed> others) {
        return new Terms(options, mode, caps, others, notes);
    }

    Terms withNotesOf(Terms other) {
        return new Terms(options, mode, caps, approvals, union(other.notes, notes));
    }

    private static <T> List<T> union(List<T> one, List<T> other) {
        LinkedHashSet<T> both = new LinkedHashSet<>(one);
        both.addAll(other);
        return List.copyOf(both);
    }
}
