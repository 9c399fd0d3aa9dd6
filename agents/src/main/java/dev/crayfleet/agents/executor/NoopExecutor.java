package dev.crayfleet.agents.executor;

import dev.crayfleet.agents.process.CancellationToken;
import dev.crayfleet.contract.RunOutcome;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.contract.Thinking;
import java.util.List;
import java.util.function.Consumer;

/**
 * Runs nothing and succeeds at once, without a workspace. For benchmarks only: what is left is the
 * cost of Crayfleet itself.
 */
public final class NoopExecutor implements AgentExecutor {
    /** As it stands in reports. */
    public static final String NAME = "noop";

    private static final Plan PLAN =
            new Plan(
                    "noop/noop",
                    null,
                    Thinking.OFF,
                    false,
                    List.of("Nothing was run: this runner measures Crayfleet itself."));

    private static final RunResult RESULT =
            new RunResult(new RunOutcome.Succeeded(), "", "noop/noop", null, null, List.of());

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean needsWorkspace() {
        return false;
    }

    @Override
    public Planned plan(TaskOptions options) {
        return PLAN;
    }

    @Override
    public RunResult run(Job job, CancellationToken cancellation, Consumer<String> progress) {
        return RESULT;
    }
}
