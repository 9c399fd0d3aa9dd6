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
import java.time.Duration;
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
                public void discard(String session) {
                    discarded.add(session);
                }
            };

    private void note(Whereabouts runner, Launch agent) throws Exception {
        Path notes = Files.createDirectories(folder.resolve(".runs"));
        new JsonMapper()
                .writeValue(
                        notes.resolve("agent-1.json").toFile(),
                        new Note(
                                "agent-1",
                                runner,
                                agent.mark(),
                                Whereabouts.of(agent.process().pid()),
                                "agent:main:crayfleet-agent-1"));
    }

    private Launch agent() throws Exception {
        return Launch.start(
                List.of("/bin/sh", "-c", "(setsid sleep 301 &) ; sleep 300"),
                folder,
                Map.of("PATH", "/usr/bin:/bin"),
                Confinement.NONE,
                true);
    }

    private int end() throws InterruptedException {
        return LeftBehind.end(
                new RunNotes(folder), new PoolExecutors(Map.of(Pool.DEFAULT, remembering)));
    }

    @Test
    void isEnded() throws Exception {
        Whereabouts here = Whereabouts.ofThis();
        Launch agent = agent();
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> agent.tree().size().processes() >= 3);
        // The same number, at another time: somebody else by now.
        note(new Whereabouts(here.pid(), here.start() - 1, here.place()), agent);
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
            assertThat(agent.process().isAlive()).isTrue();
        } finally {
            assertThat(agent.tree().end()).isTrue();
        }
    }
}
