package dev.crayfleet.agents.executor;

import dev.crayfleet.agents.delegation.TaskGrant;
import dev.crayfleet.agents.keys.ProxyUsage;
import dev.crayfleet.agents.process.AgentUsers;
import dev.crayfleet.agents.process.CancellationToken;
import dev.crayfleet.agents.process.SystemUser;
import dev.crayfleet.agents.workspace.RunRegistration;
import dev.crayfleet.agents.workspace.Workspace;
import dev.crayfleet.contract.Attempt;
import dev.crayfleet.contract.RunOutcome;
import dev.crayfleet.contract.RunnerModels;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.contract.Thinking;
import dev.crayfleet.contract.Usage;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A way to run one agent for one attempt. Safe for use by many threads. */
public interface AgentExecutor extends AutoCloseable {
    /** As it stands in reports: {@code openclaw-exec}, {@code openclaw-gateway}, {@code demo}. */
    String name();

    /** Whether it reads and writes its workspace; if not, none is made on disk. */
    default boolean needsWorkspace() {
        return true;
    }

    /** Whether its agents can start programs, such as the one by which they ask others. */
    default boolean hasShell() {
        return true;
    }

    /**
     * Called before anything is run, and again after it has failed.
     *
     * @throws IllegalStateException with a sentence for people, if it cannot run anything
     */
    default void start() throws InterruptedException {}

    /** Whether it has been started; no task is to be taken for it before. */
    default boolean isReady() {
        return true;
    }

    /**
     * Which OpenClaw works for it, as in {@code 2026.9.6 (eb377ac)}; empty until it has been
     * started, and where none does or it did not say.
     */
    default Optional<String> openClawVersion() {
        return Optional.empty();
    }

    /**
     * Whom the agent of the next attempt runs as, until that has ended.
     *
     * @param users where it has no user of its own for all
     * @throws IllegalStateException with a sentence for people, if none is free
     */
    default AgentUsers.Lease takeUser(AgentUsers users) throws InterruptedException {
        return users.take();
    }

    /** What names of models mean to it; empty while it does not know. */
    default Optional<RunnerModels> models() {
        return Optional.of(RunnerModels.LITERAL);
    }

    /** Decides how a task would be run, before anything is started for it. */
    Planned plan(TaskOptions options);

    /**
     * Runs the agent to its end. When this returns, no process of it is left.
     *
     * @param progress told what the agent is doing, as often as that is known
     */
    RunResult run(Job job, CancellationToken cancellation, Consumer<String> progress)
            throws InterruptedException;

    /**
     * Ends what an earlier process of this runner left in a session, as soon as that is possible.
     *
     * @param session as it was recorded
     * @param done run when it has ended for certain; perhaps never in this process
     * @return whether this executor ends sessions
     */
    default boolean discard(String session, Runnable done) {
        return false;
    }

    /** Whether no session of an earlier process can go on in it. */
    default boolean forgetsSessions() {
        return false;
    }

    /** Called once, when nothing runs any more. */
    @Override
    default void close() {}

    /** What would be done with a task: it is run as planned, or refused. */
    sealed interface Planned {
        /** It would not be run. */
        record Refused(RunOutcome.Failed why) implements Planned {}
    }

    /**
     * @param model the name for reports, {@code provider/model}
     * @param requestedModel what the task named, to be passed to the agent; absent where it named
     *     none
     * @param thinking the level for reports
     * @param passThinking whether the level is passed to the agent, or left to it
     * @param notes for the report
     */
    record Plan(
            String model,
            @Nullable String requestedModel,
            Thinking thinking,
            boolean passThinking,
            List<String> notes)
            implements Planned {
        public Plan {
            notes = List.copyOf(notes);
        }

        /** The same with one more note. */
        public Plan withNote(String note) {
            List<String> more = new ArrayList<>(notes);
            more.add(note);
            return new Plan(model, requestedModel, thinking, passThinking, more);
        }
    }

    /**
     * What an agent is started with.
     *
     * @param registration where what is started for it is recorded
     * @param user whom it runs as; absent for the runner's own, or the one that all agents are
     * @param grant by which it asks other agents to do something; absent where it cannot
     */
    record Job(
            Attempt attempt,
            Workspace workspace,
            String prompt,
            Plan plan,
            Duration timeout,
            RunRegistration registration,
            @Nullable SystemUser user,
            @Nullable TaskGrant grant) {
        public Job(
                Attempt attempt,
                Workspace workspace,
                String prompt,
                Plan plan,
                Duration timeout,
                RunRegistration registration) {
            this(attempt, workspace, prompt, plan, timeout, registration, null, null);
        }
    }

    /**
     * How an agent ended.
     *
     * @param text its last message
     * @param model what really ran; absent where no model answered
     * @param usage absent where the agent told none
     * @param costUsd absent where the price is unknown
     * @param thinking the level used; absent for the planned one
     * @param proxied what it asked models for through the proxy; absent where it had none of its
     *     own
     */
    record RunResult(
            RunOutcome outcome,
            String text,
            @Nullable String model,
            @Nullable Usage usage,
            @Nullable BigDecimal costUsd,
            List<String> notes,
            @Nullable Thinking thinking,
            @Nullable ProxyUsage proxied) {
        public RunResult {
            notes = List.copyOf(notes);
        }

        public RunResult(
                RunOutcome outcome,
                String text,
                @Nullable String model,
                @Nullable Usage usage,
                @Nullable BigDecimal costUsd,
                List<String> notes) {
            this(outcome, text, model, usage, costUsd, notes, null, null);
        }

        /** The same with a level that was not the planned one, and a note that says so. */
        public RunResult withThinking(Thinking used, String note) {
            List<String> more = new ArrayList<>(notes);
            more.add(note);
            return new RunResult(outcome, text, model, usage, costUsd, more, used, proxied);
        }

        /** The same with what the proxy counted. */
        public RunResult withProxied(@Nullable ProxyUsage counted) {
            return new RunResult(outcome, text, model, usage, costUsd, notes, thinking, counted);
        }

        /** Of an agent that said nothing. */
        public static RunResult failed(RunOutcome.Failed why) {
            return new RunResult(why, "", null, null, null, List.of());
        }
    }
}
