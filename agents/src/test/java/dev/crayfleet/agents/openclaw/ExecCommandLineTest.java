package dev.crayfleet.agents.openclaw;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.agents.executor.AgentExecutor.Job;
import dev.crayfleet.agents.executor.AgentExecutor.Plan;
import dev.crayfleet.agents.executor.ProcessSettings;
import dev.crayfleet.agents.process.EnvironmentSettings;
import dev.crayfleet.agents.process.ResourceLimits;
import dev.crayfleet.agents.process.SlotUsers;
import dev.crayfleet.agents.process.SystemUser;
import dev.crayfleet.agents.safety.Secrets;
import dev.crayfleet.agents.testing.MadeUpUsers;
import dev.crayfleet.agents.workspace.AgentRunRegistry;
import dev.crayfleet.agents.workspace.RunRegistration;
import dev.crayfleet.agents.workspace.Workspace;
import dev.crayfleet.contract.Attempt;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.Thinking;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What the process of one attempt is told of its surroundings. */
@EnabledOnOs(OS.LINUX)
class ExecCommandLineTest {
    @TempDir Path folder;

    private @Nullable String stateDir(@Nullable Path configured, @Nullable SystemUser user)
            throws Exception {
        Path root = folder.resolve("agent-1-a");
        Path task = Files.createDirectories(root.resolve("tasks/t-1"));
        Files.createDirectories(root.resolve(".tmp"));
        Workspace workspace = new Workspace("agent-1-a", root, task, "shown");
        OpenClawFile file = new OpenClawFile(folder.resolve("none.json"), new Secrets());
        ExecCommandLine line = new ExecCommandLine(settings(configured), file);
        try (RunRegistration registration =
                new AgentRunRegistry(folder).registerUnrecorded(workspace)) {
            Job job =
                    new Job(
                            new Attempt(new TaskId("t-1"), 1),
                            workspace,
                            "Calculate",
                            new Plan("p/a", null, Thinking.OFF, false, List.of()),
                            Duration.ofSeconds(1),
                            registration,
                            user,
                            null);
            return line.environment(job, OpenClawJson.EMPTY, ModelKeys.DIRECT.open("t-1/1", 1))
                    .get(ExecCommandLine.STATE_DIR);
        }
    }

    private OpenClawExecutorSettings settings(@Nullable Path stateDir) {
        return new OpenClawExecutorSettings(
                Path.of("/bin/true"),
                stateDir,
                folder.resolve("cache"),
                Duration.ZERO,
                false,
                ThinkingFallback.NEAREST,
                ModelKeys.DIRECT,
                new ProcessSettings(
                        new EnvironmentSettings(Map.of(), List.of(), null),
                        Duration.ZERO,
                        Duration.ZERO,
                        1_000,
                        ResourceLimits.NONE,
                        new Secrets()));
    }

    @Test
    void agentsThatAreStrangersShareNoState() throws Exception {
        Path shared = folder.resolve("state");
        assertThat(stateDir(shared, null)).isEqualTo(shared.toString());
        assertThat(stateDir(null, null)).isNull();
        MadeUpUsers made = MadeUpUsers.make(folder, 1);
        try (SlotUsers users = made.claim(1)) {
            SystemUser user = Objects.requireNonNull(users.take().user());
            Path state = folder.resolve("agent-1-a/.tmp/openclaw-state");
            assertThat(stateDir(shared, user)).isEqualTo(state.toString());
            assertThat(Files.getAttribute(state, "unix:uid", LinkOption.NOFOLLOW_LINKS))
                    .isEqualTo(made.uid(1));
            assertThat(stateDir(shared, user.shared())).isEqualTo(shared.toString());
            assertThat(stateDir(null, user)).isNull();
        }
    }
}
