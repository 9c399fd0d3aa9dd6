package dev.crayfleet.runner.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.crayfleet.agents.executor.AgentExecutor;
import dev.crayfleet.agents.executor.AgentExecutor.RunResult;
import dev.crayfleet.agents.executor.AgentExecutorsByPool;
import dev.crayfleet.agents.process.CancellationToken;
import dev.crayfleet.agents.process.LaunchedProcess;
import dev.crayfleet.agents.process.ProcessIdentity;
import dev.crayfleet.agents.process.ResourceLimits;
import dev.crayfleet.agents.workspace.AgentRunFile;
import dev.crayfleet.agents.workspace.AgentRunRegistry;
import dev.crayfleet.agents.workspace.RunRegistration;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.TaskOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Agents that a killed runner left behind. */
@EnabledOnOs(OS.LINUX)
class OrphanReaperTest {
    @TempDir Path folder;
    private final List<String> discarded = new ArrayList<>();
    private boolean isGatewayThere = true;

    /** Records the sessions that it is to discard. */
    private final AgentExecutor recordingExecutor =
            new AgentExecutor() {
                @Override
                public String name() {
                    return "recording";
                }

                @Override
                public Planned plan(TaskOptions options) {
                    throw new UnsupportedOperationException();
                }

                @Override
                public RunResult run(Job job, CancellationToken stop, Consumer<String> progress) {
                    throw new UnsupportedOperationException();
                }

                @Override
                public boolean discard(String session, Runnable done) {
                    discarded.add(session);
                    if (isGatewayThere) {
                        done.run();
                    }
                    return true;
                }
            };

    private void note(ProcessIdentity runner, LaunchedProcess agent) throws Exception {
        note(runner, agent.mark(), ProcessIdentity.of(agent.process().pid()));
    }

    private void note(ProcessIdentity runner, String mark, ProcessIdentity process)
            throws Exception {
        Path runs = Files.createDirectories(folder.resolve(".runs"));
        new JsonMapper()
                .writeValue(
                        runs.resolve("agent-1.json").toFile(),
                        new AgentRunFile(
                                "agent-1", runner, mark, process, "agent:main:crayfleet-agent-1"));
    }

    private LaunchedProcess agent() throws Exception {
        return LaunchedProcess.start(
                List.of("/bin/sh", "-c", "(setsid sleep 301 &) ; sleep 300"),
                folder,
                Map.of("PATH", "/usr/bin:/bin"),
                ResourceLimits.NONE,
                true);
    }

    private OrphanReaper reaper() {
        return new OrphanReaper(
                new AgentRunRegistry(folder),
                new AgentExecutorsByPool(Map.of(Pool.DEFAULT, recordingExecutor)));
    }

    private int reap() throws InterruptedException {
        return reaper().reap();
    }

    private Path file() {
        return folder.resolve(".runs/agent-1.json");
    }

    /** The same number, at another time: somebody else by now. */
    private static ProcessIdentity dead() {
        ProcessIdentity here = ProcessIdentity.ofThis();
        return new ProcessIdentity(here.pid(), here.start() - 1, here.place());
    }

    @Test
    void endsAnAgentWhoseRunnerIsDead() throws Exception {
        LaunchedProcess agent = agent();
        Awaitility.await()
                .atMost(Duration.ofSeconds(90))
                .until(() -> agent.tree().size().processes() >= 3);
        note(dead(), agent);
        assertThat(reap()).isEqualTo(1);
        assertThat(agent.tree().size().processes()).isZero();
        assertThat(discarded).containsExactly("agent:main:crayfleet-agent-1");
        assertThat(reap()).isZero();
    }

    @Test
    void leavesAnAgentAloneWhoseRunnerLives() throws Exception {
        LaunchedProcess agent = agent();
        try {
            note(ProcessIdentity.ofThis(), agent);
            assertThat(reap()).isZero();
            note(new ProcessIdentity(7, 7, "elsewhere pid:[1]"), agent);
            assertThat(reap()).isZero();
            assertThat(agent.process().isAlive()).isTrue();
        } finally {
            assertThat(agent.tree().end()).isTrue();
        }
    }

    @Test
    void keepsTheEntryUntilTheGatewayHasConfirmed() throws Exception {
        note(dead(), "", ProcessIdentity.NONE);
        isGatewayThere = false;
        OrphanReaper reaper = reaper();
        assertThat(reaper.reap()).isEqualTo(1);
        assertThat(reaper.reap()).as("found only once").isZero();
        assertThat(file()).exists();
        isGatewayThere = true;
        assertThat(reap()).isEqualTo(1);
        assertThat(discarded).hasSize(2);
        assertThat(file()).doesNotExist();
    }

    @Test
    void endsAnAgentWhoseRunnerInAnotherContainerHasNotTouchedItsEntry() throws Exception {
        note(
                new ProcessIdentity(7, 7, "elsewhere pid:[1]"),
                "a mark of nobody",
                ProcessIdentity.NONE);
        assertThat(reap()).isZero();
        Files.setLastModifiedTime(file(), FileTime.from(Instant.now().minusSeconds(31)));
        assertThat(
                        new OrphanReaper(
                                        new AgentRunRegistry(folder, Duration.ofSeconds(60)),
                                        new AgentExecutorsByPool(
                                                Map.of(Pool.DEFAULT, recordingExecutor)))
                                .reap())
                .as("a lease may be longer")
                .isZero();
        assertThat(reap()).isEqualTo(1);
        assertThat(discarded).containsExactly("agent:main:crayfleet-agent-1");
        assertThat(file()).doesNotExist();
    }

    @Test
    void touchesEntriesWhileTheRunnerLivesAndReleasesThemWhenItLeaves() throws Exception {
        note(ProcessIdentity.ofThis(), "", ProcessIdentity.NONE);
        Files.setLastModifiedTime(file(), FileTime.from(Instant.EPOCH));
        AgentRunRegistry registry = new AgentRunRegistry(folder);
        registry.touch();
        assertThat(Files.getLastModifiedTime(file()).toInstant())
                .isAfter(Instant.now().minusSeconds(20));
        RunRegistration entry = registry.registerUnrecorded("agent-1");
        entry.sessionOpened("agent:main:crayfleet-agent-1");
        assertThat(entry.retain()).isNotNull();
        entry.close();
        registry.expireAll();
        assertThat(Files.getLastModifiedTime(file()).toInstant()).isEqualTo(Instant.EPOCH);
    }
}
