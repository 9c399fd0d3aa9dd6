package dev.crayfleet.runner.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.crayfleet.agents.executor.Executor;
import dev.crayfleet.agents.executor.PoolExecutors;
import dev.crayfleet.agents.process.CancellationToken;
import dev.crayfleet.agents.process.LaunchedProcess;
import dev.crayfleet.agents.process.ProcessIdentity;
import dev.crayfleet.agents.process.ResourceLimits;
import dev.crayfleet.agents.workspace.RunRecord;
import dev.crayfleet.agents.workspace.RunRegistration;
import dev.crayfleet.agents.workspace.RunRegistry;
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

/** A runner that was killed leaves agents; its next life finds them. */
@EnabledOnOs(OS.LINUX)
class OrphanReaperTest {
    @TempDir Path folder;
    private final List<String> discarded = new ArrayList<>();
    private boolean gatewayThere = true;

    /** Remembers sessions. */
    private final Executor remembering =
            new Executor() {
                @Override
                public String name() {
                    return "remembering";
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
                    if (gatewayThere) {
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
        Path notes = Files.createDirectories(folder.resolve(".runs"));
        new JsonMapper()
                .writeValue(
                        notes.resolve("agent-1.json").toFile(),
                        new RunRecord(
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

    private OrphanReaper leftBehind() {
        return new OrphanReaper(
                new RunRegistry(folder), new PoolExecutors(Map.of(Pool.DEFAULT, remembering)));
    }

    private int end() throws InterruptedException {
        return leftBehind().end();
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
    void isEnded() throws Exception {
        LaunchedProcess agent = agent();
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> agent.tree().size().processes() >= 3);
        note(dead(), agent);
        assertThat(end()).isEqualTo(1);
        assertThat(agent.tree().size().processes()).isZero();
        assertThat(discarded).containsExactly("agent:main:crayfleet-agent-1");
        assertThat(end()).isZero();
    }

    @Test
    void isLeftAloneWhileItsRunnerLives() throws Exception {
        LaunchedProcess agent = agent();
        try {
            note(ProcessIdentity.ofThis(), agent);
            assertThat(end()).isZero();
            note(new ProcessIdentity(7, 7, "elsewhere pid:[1]"), agent);
            assertThat(end()).isZero();
            assertThat(agent.process().isAlive()).isTrue();
        } finally {
            assertThat(agent.tree().end()).isTrue();
        }
    }

    @Test
    void isNotForgottenUntilItsGatewayHasConfirmed() throws Exception {
        note(dead(), "", ProcessIdentity.NONE);
        gatewayThere = false;
        OrphanReaper patient = leftBehind();
        assertThat(patient.end()).isEqualTo(1);
        assertThat(patient.end()).as("told once").isZero();
        assertThat(file()).exists();
        gatewayThere = true;
        assertThat(end()).isEqualTo(1);
        assertThat(discarded).hasSize(2);
        assertThat(file()).doesNotExist();
    }

    @Test
    void isFoundWhenItsRunnerInAnotherContainerSaysNothingForLong() throws Exception {
        note(
                new ProcessIdentity(7, 7, "elsewhere pid:[1]"),
                "a mark of nobody",
                ProcessIdentity.NONE);
        assertThat(end()).isZero();
        Files.setLastModifiedTime(file(), FileTime.from(Instant.now().minusSeconds(31)));
        assertThat(
                        new OrphanReaper(
                                        new RunRegistry(folder, Duration.ofSeconds(60)),
                                        new PoolExecutors(Map.of(Pool.DEFAULT, remembering)))
                                .end())
                .as("a lease may be longer")
                .isZero();
        assertThat(end()).isEqualTo(1);
        assertThat(discarded).containsExactly("agent:main:crayfleet-agent-1");
        assertThat(file()).doesNotExist();
    }

    @Test
    void isNobodysWhoseRunnerTouchesIt() throws Exception {
        note(ProcessIdentity.ofThis(), "", ProcessIdentity.NONE);
        Files.setLastModifiedTime(file(), FileTime.from(Instant.EPOCH));
        RunRegistry notes = new RunRegistry(folder);
        notes.touch();
        assertThat(Files.getLastModifiedTime(file()).toInstant())
                .isAfter(Instant.now().minusSeconds(20));
        RunRegistration mine = notes.registerUnrecorded("agent-1");
        mine.sessionOpened("agent:main:crayfleet-agent-1");
        assertThat(mine.retain()).isNotNull();
        mine.close();
        notes.leave();
        assertThat(Files.getLastModifiedTime(file()).toInstant()).isEqualTo(Instant.EPOCH);
    }
}
