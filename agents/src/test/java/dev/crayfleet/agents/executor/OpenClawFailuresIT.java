package dev.crayfleet.agents.executor;

import dev.crayfleet.agents.executor.ExecutorKit.Kind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Starts OpenClaw eight times, which takes minutes: to be run after changes of how it is started.
 */
@Tag("long")
@Timeout(value = 850)
class OpenClawFailuresIT {
    @TempDir Path folder;

    @Test
    void classifiesFailuresOfModelsInProcesses() throws Exception {
        try (ExecutorKit kit = new ExecutorKit(folder)) {
            AgentExecutor exec = kit.open(Kind.OPENCLAW_EXEC, Duration.ZERO);
            List<ModelFailures.Case> cases = ModelFailures.ALL;
            // Three at a time is what two cores can start in the time of a task.
            for (int i = 0; i < cases.size(); i += 3) {
                int end = Math.min(i + 3, cases.size());
                try (ModelFailures failures = new ModelFailures(kit, exec, cases.subList(i, end))) {
                    failures.assertClassified();
                }
            }
        }
    }
}
