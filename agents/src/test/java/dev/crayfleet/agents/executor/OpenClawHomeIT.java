package dev.crayfleet.agents.executor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.agents.executor.AgentExecutor.Job;
import dev.crayfleet.agents.executor.AgentExecutor.RunResult;
import dev.crayfleet.agents.executor.ExecutorKit.Kind;
import dev.crayfleet.agents.home.AgentHome;
import dev.crayfleet.agents.home.AgentHomes;
import dev.crayfleet.agents.home.HomeSettings;
import dev.crayfleet.agents.process.CancellationToken;
import dev.crayfleet.agents.safety.Secrets;
import dev.crayfleet.contract.RunOutcome;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.model.ModelRequest;
import dev.crayfleet.model.Turn;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The real OpenClaw at work in a home: it knows who it is, and finds what it noted down. */
@Timeout(value = 850)
class OpenClawHomeIT {
    @TempDir Path folder;

    @Test
    void isWhoItsHomeSaysAndRemembers() throws Exception {
        Path home = Files.createDirectories(folder.resolve("fleet/agents/manager"));
        Files.writeString(home.resolve("SOUL.md"), "You are Ottoline, calm and exact.\n");
        Files.writeString(home.resolve("AGENTS.md"), "# Ottoline's house rules\nAsk nobody.\n");
        AgentHomes homes =
                new AgentHomes(new HomeSettings(folder.resolve("fleet"), "here", 1_000_000, 1_000));
        try (ExecutorKit kit = new ExecutorKit(folder)) {
            kit.model()
                    .script(ask ->
                            ask.afterTool()
                                    ? new Turn.Says("noted")
                                    : new Turn.Executes("echo 'the mirror is ready' >> MEMORY.md"));
            AgentExecutor exec = kit.open(Kind.OPENCLAW_EXEC, Duration.ZERO);
            for (int task = 1; task <= 2; task++) {
                try (AgentHome opened = homes.open("agents/manager", true, () -> true)) {
                    Job job =
                            kit.job(
                                    exec,
                                    "NOTE " + task,
                                    TaskOptions.NONE,
                                    Duration.ofMinutes(5),
                                    opened);
                    RunResult ran = exec.run(job, new CancellationToken(), progress -> {});
                    assertThat(ran.outcome()).isEqualTo(new RunOutcome.Succeeded());
                    assertThat(opened.keepMemory(job.workspace(), new Secrets())).isEmpty();
                }
            }
            assertThat(home.resolve("MEMORY.md"))
                    .hasContent("the mirror is ready\nthe mirror is ready\n");
            List<String> asked =
                    kit.model().requests().stream()
                            .map(ModelRequest::body)
                            .map(Object::toString)
                            .toList();
            assertThat(asked).allMatch(each -> each.contains("You are Ottoline, calm and exact."));
            assertThat(asked).allMatch(each -> each.contains("Ottoline's house rules"));
            // The second task was told what the first had noted.
            assertThat(asked.getFirst()).doesNotContain("the mirror is ready");
            assertThat(asked)
                    .filteredOn(each -> each.contains("NOTE 2"))
                    .allMatch(each -> each.contains("the mirror is ready"));
        }
    }
}
