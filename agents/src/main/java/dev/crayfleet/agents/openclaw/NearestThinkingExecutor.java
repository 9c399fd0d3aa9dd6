package dev.crayfleet.agents.openclaw;

import dev.crayfleet.agents.executor.AgentExecutor;
import dev.crayfleet.agents.process.AgentUsers;
import dev.crayfleet.agents.process.CancellationToken;
import dev.crayfleet.contract.RunOutcome;
import dev.crayfleet.contract.RunnerModels;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.contract.Thinking;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Runs a task once more with the nearest thinking level, where OpenClaw refuses a level before it
 * asks the model: only OpenClaw knows the levels of models that openclaw.json does not describe.
 */
public final class NearestThinkingExecutor implements AgentExecutor {
    private static final Pattern REFUSAL =
            Pattern.compile(
                    "(?i)thinking ?level \"?(\\w+)\"? is not supported for (\\S+?)\\.? \\(?use (?:one of:? )?([a-z|, ]+)");

    private final AgentExecutor openclaw;

    public NearestThinkingExecutor(AgentExecutor openclaw) {
        this.openclaw = openclaw;
    }

    /** The nearest of the available levels; the lower one of two. */
    static Thinking nearest(Thinking wanted, List<Thinking> available) {
        Thinking best = available.getFirst();
        for (Thinking each : available) {
            if (distance(each, wanted) < distance(best, wanted)) {
                best = each;
            }
        }
        return best;
    }

    private static int distance(Thinking one, Thinking other) {
        return Math.abs(one.ordinal() - other.ordinal());
    }

    static String note(Thinking wanted, String model, Thinking used) {
        return "Thinking is %s: %s does not have %s.".formatted(used.word(), model, wanted.word());
    }

    /** The levels that a refusal names; empty where it is none. */
    static List<Thinking> supportedLevels(String message) {
        Matcher refusal = REFUSAL.matcher(message);
        if (!refusal.find()) {
            return List.of();
        }
        return Arrays.stream(refusal.group(3).split("[|, ]+", -1))
                .map(String::strip)
                .flatMap(word ->
                        Arrays.stream(Thinking.values())
                                .filter(level -> level.word().equalsIgnoreCase(word)))
                .sorted()
                .toList();
    }

    @Override
    public RunResult run(Job job, CancellationToken cancellation, Consumer<String> progress)
            throws InterruptedException {
        RunResult result = openclaw.run(job, cancellation, progress);
        Optional<Plan> nearestPlan =
                result.outcome() instanceof RunOutcome.Failed failed && job.plan().passThinking()
                        ? withNearestLevel(job.plan(), supportedLevels(failed.reason()))
                        : Optional.empty();
        if (nearestPlan.isEmpty() || cancellation.requested().isPresent()) {
            return result;
        }
        Job retry =
                new Job(
                        job.attempt(),
                        job.workspace(),
                        job.prompt(),
                        nearestPlan.get(),
                        job.timeout(),
                        job.registration(),
                        job.user(),
                        job.grant());
        return openclaw.run(retry, cancellation, progress)
                .withThinking(
                        nearestPlan.get().thinking(),
                        note(
                                job.plan().thinking(),
                                job.plan().model(),
                                nearestPlan.get().thinking()));
    }

    private static Optional<Plan> withNearestLevel(Plan plan, List<Thinking> available) {
        if (available.isEmpty() || available.contains(plan.thinking())) {
            return Optional.empty();
        }
        return Optional.of(
                new Plan(
                        plan.model(),
                        plan.requestedModel(),
                        nearest(plan.thinking(), available),
                        true,
                        new ArrayList<>(plan.notes())));
    }

    @Override
    public String name() {
        return openclaw.name();
    }

    @Override
    public boolean needsWorkspace() {
        return openclaw.needsWorkspace();
    }

    @Override
    public boolean hasShell() {
        return openclaw.hasShell();
    }

    @Override
    public void start() throws InterruptedException {
        openclaw.start();
    }

    @Override
    public boolean isReady() {
        return openclaw.isReady();
    }

    @Override
    public AgentUsers.Lease takeUser(AgentUsers users) throws InterruptedException {
        return openclaw.takeUser(users);
    }

    @Override
    public Optional<String> openClawVersion() {
        return openclaw.openClawVersion();
    }

    @Override
    public Optional<RunnerModels> models() {
        return openclaw.models();
    }

    @Override
    public Planned plan(TaskOptions options) {
        return openclaw.plan(options);
    }

    @Override
    public boolean discard(String session, Runnable done) {
        return openclaw.discard(session, done);
    }

    @Override
    public void close() {
        openclaw.close();
    }
}
