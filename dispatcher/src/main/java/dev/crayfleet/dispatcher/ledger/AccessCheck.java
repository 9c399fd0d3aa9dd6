package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.AgentMode;
import dev.crayfleet.contract.FileRef;
import dev.crayfleet.contract.Origin;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.Prompt;
import dev.crayfleet.contract.Requester;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskMessage;
import dev.crayfleet.contract.TaskMessage.ReplayRequested;
import dev.crayfleet.contract.TaskMessage.TaskSubmitted;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.fleet.FleetVersion;
import dev.crayfleet.fleet.gate.Action;
import dev.crayfleet.fleet.gate.ApprovalNeed;
import dev.crayfleet.fleet.gate.Decision.Allowed;
import dev.crayfleet.fleet.gate.Decision.Refused;
import dev.crayfleet.fleet.gate.Gate;
import dev.crayfleet.fleet.gate.Principal;
import dev.crayfleet.fleet.gate.Principals;
import dev.crayfleet.fleet.gate.Usage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Asks the gate whether somebody may do what a record asks for, with what the lane knows. Without a
 * fleet file everybody may everything, and nothing is asked.
 */
record AccessCheck(Ledger ledger, Instant now) {
    /** Whoever has asked for a task that is not remembered any more. */
    private static final Principal FORGOTTEN = new Principal.UnknownKafka();

    /** What the gate says. */
    sealed interface Answer {
        /**
         * @param how absent where there is no fleet file
         */
        record Yes(@Nullable Allowed how) implements Answer {}

        record No(Refused refused) implements Answer {}
    }

    /** A task, by whatever way it came; one that repeats another needs the right to repeat it. */
    Answer submission(TaskSubmitted task) {
        Action.Request request =
                request(
                        task.pool(),
                        task.options(),
                        TaskOptions.NONE,
                        task.delegation().map(Origin.Agent::mode).orElse(AgentMode.FULL),
                        task.prompt(),
                        task.files());
        TaskId source = task.replayOf();
        Action action =
                source == null
                        ? new Action.Submit(request)
                        : new Action.Replay(ended(task.pool(), source), request);
        return ask(Principals.of(task), action);
    }

    /**
     * What an agent wants to delegate.
     *
     * @param child as it would be submitted
     * @param defaults for what it does not say
     */
    Answer delegation(TaskSubmitted child, TaskOptions defaults) {
        return ask(
                Principals.of(child),
                new Action.Submit(
                        request(
                                child.pool(),
                                child.options(),
                                defaults,
                                child.delegation().map(Origin.Agent::mode).orElseThrow(),
                                child.prompt(),
                                child.files())));
    }

    /**
     * A task that has ended, again.
     *
     * @param source the record of the old task; absent before it has been read
     */
    Answer replay(ReplayRequested replay, @Nullable TaskSubmitted source) {
        Prompt prompt = replay.prompt();
        if (prompt == null && source != null) {
            prompt = source.prompt();
        }
        Action.Request request =
                request(
                        replay.pool(),
                        replay.options(),
                        source == null ? TaskOptions.NONE : source.options(),
                        AgentMode.FULL,
                        prompt,
                        source == null ? List.of() : source.files());
        Principal principal = Principals.of(replay.requester());
        Action action = new Action.Replay(ended(replay.pool(), replay.replayOf()), request);
        // Those that are asked for at once wait for their sources together.
        return source == null
                ? ask(principal, action, each -> ledger.usage().withReplays(each, now))
                : ask(principal, action);
    }

    Answer cancel(Requester requester, TaskEntry task) {
        return ask(Principals.of(requester), new Action.Cancel(of(task)));
    }

    /**
     * @param needs that are still open
     */
    Answer approval(Requester approver, TaskEntry task, List<ApprovalNeed> needs) {
        return ask(Principals.of(approver), new Action.Approve(of(task), needs));
    }

    Answer order(TaskMessage.OfLane order) {
        return switch (order) {
            case TaskMessage.StopRequested stop ->
                    order(stop.order().requester(), new Action.Stop());
            case TaskMessage.ResumeRequested resume ->
                    order(resume.order().requester(), new Action.Resume());
            // Whoever has a key to sign with gives the fleet its file: roles come from there.
            case TaskMessage.FleetChanged changed -> new Answer.Yes(null);
        };
    }

    Answer order(TaskMessage.OfPool order) {
        Action action =
                switch (order) {
                    case TaskMessage.PauseRequested pause -> new Action.Pause(pause.pool());
                    case TaskMessage.PoolResumeRequested resume -> new Action.Pause(resume.pool());
                    case TaskMessage.DrainRequested drain -> new Action.Drain();
                };
        return order(order.order().requester(), action);
    }

    private Answer order(Requester requester, Action action) {
        return ask(Principals.of(requester), action);
    }

    private Answer ask(Principal principal, Action action) {
        return ask(principal, action, each -> ledger.usage().of(each, now));
    }

    private Answer ask(Principal principal, Action action, Usage.Lookup usage) {
        if (ledger.fleet().version().equals(FleetVersion.NONE)) {
            return new Answer.Yes(null);
        }
        ToldModelNames names = new ToldModelNames(ledger);
        return switch (Gate.decide(ledger.fleet(), principal, action, usage, names)) {
            case Allowed how -> new Answer.Yes(how);
            case Refused no -> new Answer.No(no);
        };
    }

    private static Action.Task of(TaskEntry task) {
        return new Action.Task(task.pool(), Principals.of(task.submitted()));
    }

    /** How its task came is not remembered of one that has ended; its requester tells. */
    private Action.Task ended(Pool pool, TaskId id) {
        Optional<Requester> owner = ledger.finished(id).map(FinishedTask::requester);
        return new Action.Task(pool, owner.map(Principals::of).orElse(FORGOTTEN));
    }

    /**
     * @param mode the most that is asked for; full where nothing is said of it
     */
    private static Action.Request request(
            Pool pool,
            TaskOptions asked,
            TaskOptions defaults,
            AgentMode mode,
            @Nullable Prompt prompt,
            List<FileRef> files) {
        return new Action.Request(
                pool,
                asked,
                defaults,
                mode == AgentMode.FULL ? null : mode,
                prompt == null ? 0 : bytes(prompt),
                files.stream().mapToLong(FileRef::size).sum());
    }

    private static long bytes(Prompt prompt) {
        FileRef file = prompt.file();
        return file == null ? prompt.text().getBytes(StandardCharsets.UTF_8).length : file.size();
    }
}
