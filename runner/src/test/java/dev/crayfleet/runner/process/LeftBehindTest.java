package dev.crayfleet.runner.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.runner.executor.Executor;
import dev.crayfleet.runner.executor.PoolExecutors;
import dev.crayfleet.runner.executor.Stop;
import dev.crayfleet.runner.run.LeftBehind;
import dev.crayfleet.runner.workspace.RunNotes;
import dev.crayfleet.runner.workspace.RunNotes.Note;
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
class LeftBehindTest {
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
                public Ran run(Job job, Stop stop, Consumer<String> progress) {
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

    private void note(Whereabouts runner, Launch agent) throws Exception {
        note(runner, agent.mark(), Whereabouts.of(agent.process().pid()));
    }

    private void note(Whereabouts runner, String mark, Whereabouts process) throws Exception {
        Path notes = Files.createDirectories(folder.resolve(".runs"));
        new JsonMapper()
                .writeValue(
                        notes.resolve("agent-1.json").toFile(),
                        new Note("agent-1", runner, mark, process, "agent:main:crayfleet-agent-1"));
    }

    private Launch agent() throws Exception {
        return Launch.start(
                List.of("/bin/sh", "-c", "(setsid sleep 301 &) ; sleep 300"),
                folder,
                Map.of("PATH", "/usr/bin:/bin"),
                Confinement.NONE,
                true);
    }

    private LeftBehind leftBehind() {
        return new LeftBehind(
                new RunNotes(folder), new PoolExecutors(Map.of(Pool.DEFAULT, remembering)));
    }

    private int end() throws InterruptedException {
        return leftBehind().end();
    }

    private Path file() {
        return folder.resolve(".runs/agent-1.json");
    }

    /** The same number, at another time: somebody else by now. */
    private static Whereabouts dead() {
        Whereabouts here = Whereabouts.ofThis();
        return new Whereabouts(here.pid(), here.start() - 1, here.place());
    }

    @Test
    void isEnded() throws Exception {
        Launch agent = agent();
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
        Launch agent = agent();
        try {
            note(Whereabouts.ofThis(), agent);
            assertThat(end()).isZero();
            note(new Whereabouts(7, 7, "elsewhere pid:[1]"), agent);
            assertThat(end()).isZero();
            assertThat(agent.process().isAlive()).isTrue();
        } finally {
            assertThat(agent.tree().end()).isTrue();
        }
    }

    @Test
    void isNotForgottenUntilItsGatewayHasConfirmed() throws Exception {
        note(dead(), "", Whereabouts.NONE);
        gatewayThere = false;
        LeftBehind patient = leftBehind();
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
        note(new Whereabouts(7, 7, "elsewhere pid:[1]"), "a mark of nobody", Whereabouts.NONE);
        assertThat(end()).isZero();
        Files.setLastModifiedTime(file(), FileTime.from(Instant.now().minusSeconds(31)));
        assertThat(
                        new LeftBehind(
                                        new RunNotes(folder, Duration.ofSeconds(60)),
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
        note(Whereabouts.ofThis(), "", Whereabouts.NONE);
        Files.setLastModifiedTime(file(), FileTime.from(Instant.EPOCH));
        RunNotes notes = new RunNotes(folder);
        notes.touch();
        assertThat(Files.getLastModifiedTime(file()).toInstant())
                .isAfter(Instant.now().minusSeconds(20));
        RunNotes.Mine mine = notes.openLater("agent-1");
        mine.runsIn("agent:main:crayfleet-agent-1");
        assertThat(mine.owes()).isNotNull();
        mine.close();
        notes.leave();
        assertThat(Files.getLastModifiedTime(file()).toInstant()).isEqualTo(Instant.EPOCH);
    }
}
