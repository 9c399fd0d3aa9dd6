package dev.crayfleet.agents.executor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crayfleet.agents.executor.AgentExecutor.Job;
import dev.crayfleet.agents.executor.AgentExecutor.RunResult;
import dev.crayfleet.agents.openclaw.OpenClawConfigs;
import dev.crayfleet.agents.process.CancellationToken;
import dev.crayfleet.contract.RunOutcome;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.model.ModelRequest;
import dev.crayfleet.model.Turn;
import java.nio.file.Path;
import java.util.List;

/**
 * A model that tries to reach files outside of a workspace, and checks that it does not succeed.
 */
final class EscapeAttempt {
    private EscapeAttempt() {}

    /** The next tool, of which all but the last are not allowed. */
    static Turn turn(ModelRequest ask, Path outside) {
        return switch (toolsUsed(ask)) {
            case 0 -> new Turn.Executes("touch " + outside + "/executed");
            case 1 -> new Turn.Writes(outside + "/written", "x");
            case 2 -> new Turn.Writes("../../../../outside/written", "x");
            case 3 -> new Turn.CallsPathTool("read", outside + "/private.txt");
            case 4 -> new Turn.CallsPathTool("ls", outside.toString());
            case 5 -> new Turn.Writes("RESULT.txt", "I am still inside.");
            default -> new Turn.Says("I have tried.");
        };
    }

    private static int toolsUsed(ModelRequest ask) {
        int used = 0;
        for (JsonNode message : ask.body().path("messages")) {
            used += message.path("role").asText().equals("tool") ? 1 : 0;
        }
        return used;
    }

    static void assertFails(ExecutorKit kit, AgentExecutor executor) throws Exception {
        int before = kit.model().requests().size();
        Job job = kit.job(executor, "ESCAPE", TaskOptions.NONE, ExecutorKit.OPENCLAW_TIMEOUT);
        RunResult result = executor.run(job, new CancellationToken(), progress -> {});
        assertThat(result.outcome()).isEqualTo(new RunOutcome.Succeeded());
        assertThat(job.workspace().file("RESULT.txt")).hasContent("I am still inside.");
        assertThat(kit.outside()).isDirectoryNotContaining("glob:**ted");
        List<ModelRequest> asked = kit.model().requests();
        assertThat(asked).hasSizeGreaterThan(before + 6);
        JsonNode last = asked.getLast().body();
        assertThat(last.toString()).doesNotContain("what is not for agents", "unheard-of");
        // Tools about tools find and call only what the policy leaves.
        assertThat(last.path("tools").findValuesAsText("name"))
                .contains("read", "write")
                .allMatch(tool ->
                        OpenClawConfigs.isAllowedRestricted(tool) || tool.startsWith("tool_"));
    }
}
