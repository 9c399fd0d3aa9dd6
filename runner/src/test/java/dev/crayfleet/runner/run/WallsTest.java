package dev.crayfleet.runner.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.agents.testing.MadeUpUsers;
import dev.crayfleet.agents.workspace.FolderDeletion;
import dev.crayfleet.contract.RunOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Agents that attack what is not theirs, as real processes that are each a user of its own. */
@EnabledOnOs(OS.LINUX)
@Timeout(60)
class WallsTest {
    private static final String DENIED = "Permission denied";

    @TempDir Path folder;
    private MadeUpUsers users;
    private Siege siege;
    private final List<Process> started = new ArrayList<>();

    @BeforeEach
    void start() throws Exception {
        users = MadeUpUsers.make(folder, 2);
        siege = new Siege(folder, users.claim(2));
    }

    @AfterEach
    void stop() {
        started.forEach(Process::destroyForcibly);
        if (siege != null) {
            siege.close();
        }
    }

    /** A folder among others' is not listed, and one whose name is known is not entered. */
    @Test
    void noAgentReadsOrChangesWhatItsNeighbourDoes() throws Exception {
        Siege.Running neighbour = siege.start("stay");
        Path theirs = neighbour.task();
        Awaitility.await()
                .atMost(Duration.ofSeconds(90))
                .until(() -> Files.exists(theirs.resolve("ready")));
        String secret = theirs + "/secret.txt";
        String listed = siege.run("look " + siege.workers()).said();
        assertThat(listed)
                .contains(DENIED)
                .doesNotContain(neighbour.workspace().get().agent(), ".runs");
        for (String attack :
                List.of(
                        "look %s %s %s/../..".formatted(secret, theirs, theirs),
                        "through",
                        "change %s %s/RESULT.txt %s".formatted(secret, theirs, theirs))) {
            assertThat(siege.run(attack).said())
                    .contains(DENIED)
                    .doesNotContain("text of a neighbour", "RESULT.txt\n");
        }
        Files.writeString(theirs.resolve("RESULT.txt"), "its own");
        Files.createFile(theirs.resolve("go"));
        assertThat(neighbour.said()).contains("its own");
        assertThat(theirs.resolve("secret.txt")).hasContent("text of a neighbour");
    }

    /** Also where the same user comes again, who owns the files in it still. */
    @Test
    void noAgentReadsWhatOneBeforeItLeft() throws Exception {
        Siege.Running before = siege.run("fail");
        assertThat(before.result().get().outcome()).isInstanceOf(RunOutcome.Failed.class);
        Path left = before.task();
        assertThat(left.resolve("secret.txt")).hasContent("text of a failure");
        for (int each = 0; each < 2; each++) {
            assertThat(siege.run("look %s/secret.txt %1$s".formatted(left)).said())
                    .contains(DENIED)
                    .doesNotContain("text of a failure");
        }
    }

    @Test
    void noAgentSeesTheEnvironmentOfAnother() throws Exception {
        ProcessBuilder service = new ProcessBuilder("sleep", "60");
        service.environment().put("SOME_TOKEN", "made-up-secret");
        started.add(service.start());
        Siege.Running neighbour = siege.start("stay");
        Path theirs = neighbour.task();
        Awaitility.await()
                .atMost(Duration.ofSeconds(90))
                .until(() -> Files.exists(theirs.resolve("ready")));
        String seen = siege.run("environments").said();
        Set<String> marks =
                seen.lines()
                        .filter(line -> line.startsWith("CRAYFLEET_RUN="))
                        .collect(Collectors.toSet());
        // Its own, and no other's.
        assertThat(marks).hasSize(1);
        assertThat(seen).contains(DENIED).doesNotContain("made-up-secret");
        String runner = "/proc/" + ProcessHandle.current().pid();
        assertThat(siege.run("look %s/environ %1$s/mem %1$s/cwd".formatted(runner)).said())
                .contains(DENIED)
                .doesNotContain("PATH=");
        Files.createFile(theirs.resolve("go"));
        assertThat(neighbour.result().get().outcome()).isEqualTo(new RunOutcome.Succeeded());
    }

    @Test
    void noAgentReadsWhatOpensKafkaOrDiscordOrChangesWhatAgentsAreTold() throws Exception {
        Path config = Files.writeString(folder.resolve("discord-config.env"), "TOKEN=made-up-1");
        Path kafka = Files.createDirectory(folder.resolve("kafka"));
        Path client = Files.writeString(kafka.resolve("client.properties"), "password=made-up-2");
        for (Path each : List.of(config, client)) {
            Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rw-------"));
        }
        Path tools = folder.resolve("TOOLS.md");
        assertThat(siege.run("look %s %s".formatted(config, client)).said())
                .contains(DENIED)
                .doesNotContain("made-up");
        String runs = siege.workers() + "/.runs";
        assertThat(siege.run("change %s %s %s/x.json".formatted(tools, config, runs)).said())
                .contains(DENIED);
        assertThat(tools).hasContent("what they are told");
        assertThat(config).hasContent("TOKEN=made-up-1");
        assertThat(Path.of(runs)).isEmptyDirectory();
    }

    /** It gave up its environment, its session and its folder, and does not listen. */
    @Test
    void nothingOfAnAgentIsLeftWhenItsAttemptHasEnded() throws Exception {
        long left = Long.parseLong(siege.run("leave").said().strip());
        assertThat(ProcessHandle.of(left).filter(ProcessHandle::isAlive).filter(WallsTest::runs))
                .isEmpty();
    }

    private static boolean runs(ProcessHandle process) {
        try {
            // What nobody waits for stays in the table as a zombie; it does nothing any more.
            return !Files.readString(Path.of("/proc/%d/stat".formatted(process.pid())))
                    .replaceFirst(".*\\) ", "")
                    .startsWith("Z");
        } catch (IOException gone) {
            return false;
        }
    }

    /** Nothing of a home outlives a task: another's program would read what is in it. */
    @Test
    void anAgentIsNobodyElseAndHasAFreshHome() throws Exception {
        Siege.Running agent = siege.run("id");
        assertThat(agent.said())
                .contains("home " + agent.workspace().get().scratch(), "NoNewPrivs:\t1")
                .doesNotContain("home /root");
        assertThat(agent.said().lines().limit(2))
                .allMatch(line -> line.equals("" + users.uid(1)) || line.equals("" + users.uid(2)));
    }

    @Test
    void foldersThatAnAgentLockedAreDeletedAllTheSame() throws Exception {
        Siege.Running agent = siege.run("sticky");
        assertThat(agent.workspace().get().scratch()).doesNotExist();
        FolderDeletion.delete(agent.workspace().get().root());
        try (Stream<Path> left = Files.list(siege.workers())) {
            assertThat(left.map(each -> each.getFileName().toString())).containsExactly(".runs");
        }
    }

    /** What a container's runner is: the compose file gives it these, and no others. */
    @Test
    void sixCapabilitiesOfRootAreEnough() throws Exception {
        siege.close();
        Path printed = folder.resolve("printed");
        Process limited =
                new ProcessBuilder(
                                "setpriv",
                                "--bounding-set",
                                "-all,+chown,+dac_override,+fowner,+kill,+setgid,+setuid",
                                "--inh-caps",
                                "-all",
                                "--no-new-privs",
                                ProcessHandle.current().info().command().orElseThrow(),
                                "-Xmx64m",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                SiegeByLimitedRoot.class.getName(),
                                folder.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(printed.toFile())
                        .start();
        started.add(limited);
        assertThat(limited.waitFor(50, TimeUnit.SECONDS)).isTrue();
        assertThat(printed)
                .content()
                .contains(
                        "id: " + users.uid(1),
                        "failed: ",
                        DENIED,
                        "asked: yes",
                        "scratch: gone",
                        "deleted: yes")
                .containsPattern("left: (gone|state Z)");
        assertThat(limited.exitValue()).isZero();
    }
}
