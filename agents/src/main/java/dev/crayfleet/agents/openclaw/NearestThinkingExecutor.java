package dev.crayfleet.agents.openclaw;

import dev.crayfleet.agents.executor.Executor;
import dev.crayfleet.agents.process.CancellationToken;
import dev.crayfleet.contract.RunOutcome;
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
 * Tries once more, with the nearest level, where OpenClaw refuses a thinking level before it asks
 * the model: of models that openclaw.json does not describe only OpenClaw knows what they can.
 */
public final class NearestThinkingExecutor implements Executor {
    private static final Pattern REFUSED =
            Pattern.compile(
                    "(?i)thinking ?level \"?(\\w+)\"? is not supported for (\\S+?)\\.? \\(?use (?:one of:? )?([a-z|, ]+)");

    private final Executor openclaw;

    public NearestThinkingExecutor(Executor openclaw) {
        this.openclaw = openclaw;
    }

    /** The level of those there are that is nearest; the lower one of two. */
    static Thinking nearest(Thinking wanted, List<Thinking> there) {
        Thinking best = there.getFirst();
        for (Thinking each : there) {
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
    static List<Thinking> offered(String message) {
        Matcher refused = REFUSED.matcher(message);
        if (!refused.find()) {
            return List.of();
        }
        return Arrays.stream(refused.group(3).split("[|, ]+", -1))
                .map(String::strip)
                .flatMap(word ->
                        Arrays.stream(Thinking.values())
                                .filter(level -> level.word().equalsIgnoreCase(word)))
                .sorted()
                .toList();
    }

    @Override
    public Ran run(Job job, CancellationToken stop, Consumer<String> progress)
            throws InterruptedException {
        Ran ran = openclaw.run(job, stop, progress);
        Optional<Plan> other =
                ran.outcome() instanceof RunOutcome.Failed failed && job.plan().thinkingSaid()
                        ? instead(job.plan(), offered(failed.reason()))
                        : Optional.empty();
        if (other.isEmpty() || stop.requested().isPresent()) {
            return ran;
        }
        Job again =
                new Job(
                        job.attempt(),
                        job.workspace(),
                        job.prompt(),
                        other.get(),
                        job.timeout(),
                        job.note());
        return openclaw.run(again, stop, progress)
                .as(
                        other.get().thinking(),
                        note(job.plan().thinking(), job.plan().model(), other.get().thinking()));
    }

    private static Optional<Plan> instead(Plan plan, List<Thinking> there) {
        if (there.isEmpty() || there.contains(plan.thinking())) {
            return Optional.empty();
        }
        return Optional.of(
                new Plan(
                        plan.model(),
                        plan.modelAsked(),
                        nearest(plan.thinking(), there),
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
    public void start() throws InterruptedException {
        openclaw.start();
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
