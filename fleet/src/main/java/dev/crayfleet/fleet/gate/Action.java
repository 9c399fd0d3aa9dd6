package dev.crayfleet.fleet.gate;

import dev.crayfleet.contract.AgentMode;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.TaskOptions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What somebody wants to do. Each way in has to say it as one of these. */
public sealed interface Action {
    /** A new task, by whatever way, its files included. */
    record Submit(Request request) implements Action {}

    /**
     * A task that has ended, again.
     *
     * @param request of the new one: what replaces that of the old one is asked for, and what is
     *     taken over is a default
     */
    record Replay(Task source, Request request) implements Action {}

    /**
     * Seeing a task, its answer, its files and what its agent says.
     *
     * @param needs approvals that it waits for
     */
    record View(Task task, List<ApprovalNeed> needs) implements Action {
        public View {
            needs = List.copyOf(needs);
        }

        /** Of a task that waits for no approval, or nobody knows of which. */
        public View(Task task) {
            this(task, List.of());
        }
    }

    record Cancel(Task task) implements Action {}

    /**
     * Approving a task that waits for it.
     *
     * @param needs what it waits for, as the decision to let it in said; empty where the settings
     *     of the dispatcher, not the fleet file, make it wait
     */
    record Approve(Task task, List<ApprovalNeed> needs) implements Action {
        public Approve {
            needs = List.copyOf(needs);
        }
    }

    /** Pausing a pool, or resuming it. */
    record Pause(Pool pool) implements Action {}

    /** The emergency stop of the whole fleet. */
    record Stop() implements Action {}

    /** Letting the fleet go on after a stop. */
    record Resume() implements Action {}

    /** Letting a runner finish what it has, and leave. */
    record Drain() implements Action {}

    /** Putting back or dropping dead letters. */
    record ChangeDeadLetters() implements Action {}

    /** Emptying the Discord channels. */
    record Purge() implements Action {}

    /** Posting a task that has a key in its text, besides submitting it. */
    record PostSecrets(Pool pool) implements Action {}

    /**
     * A task that there is.
     *
     * @param agent its pool
     * @param owner who asked for it
     */
    record Task(Pool agent, Principal owner) {}

    /**
     * A task that is to be.
     *
     * @param agent its pool
     * @param asked what the asker has said; what is beyond their limits is refused
     * @param defaults what holds where nothing was said, before what the agent has in the fleet
     *     file: of a replay the options of the old task, of the service what its settings say; what
     *     is beyond the limits is narrowed
     * @param mode what the asker has said; absent if nothing
     * @param promptBytes of UTF-8
     * @param filesBytes of all files together
     */
    record Request(
            Pool agent,
            TaskOptions asked,
            TaskOptions defaults,
            @Nullable AgentMode mode,
            long promptBytes,
            long filesBytes) {}
}
