package dev.crayfleet.agents.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crayfleet.agents.safety.Secrets;
import dev.crayfleet.agents.workspace.Workspace;
import dev.crayfleet.agents.workspace.WorkspaceSettings;
import dev.crayfleet.agents.workspace.Workspaces;
import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.TaskId;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an agent brings along from its home, and what comes back into it. */
class AgentHomesTest {
    private static final long MIB = 1024L * 1024;
    private static final String NAME = "agents/manager";
    @TempDir private Path folder;
    private final Secrets secrets = new Secrets();
    private final Random random = new Random(3);
    private Path home;
    private AgentHomes homes;

    @BeforeEach
    void makeHome() throws IOException {
        home = Files.createDirectories(folder.resolve("fleet").resolve(NAME));
        homes = homes(64 * MIB, 5_000);
    }

    private AgentHomes homes(long maxBytes, int maxEntries) {
        return new AgentHomes(
                new HomeSettings(folder.resolve("fleet"), "host-7", maxBytes, maxEntries),
                Duration.ofMillis(300));
    }

    private void write(String name, String text) throws IOException {
        Path file = home.resolve(name);
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.writeString(file, text);
    }

    private AgentHome open(boolean keepsMemory) throws Exception {
        return homes.open(NAME, keepsMemory, () -> true);
    }

    private Workspace workspace(AgentHome opened) throws IOException {
        return workspaces(null)
                .create(new TaskId("t"), "1 + 1", Map.of(), Instant.EPOCH, null, null, opened);
    }

    private Workspaces workspaces(@Nullable Path tools) {
        return new Workspaces(
                new WorkspaceSettings(
                        folder.resolve("workers"),
                        null,
                        tools,
                        Duration.ofHours(1),
                        Duration.ofHours(1),
                        2_000,
                        10_000,
                        0),
                random);
    }

    @Test
    void bringsTheWholeHomeIntoTheTasksFolder() throws Exception {
        write("SOUL.md", "You are calm.");
        write("AGENTS.md", "# House of {task-id}\nAsk nobody.\n");
        write("TOOLS.md", "a hammer");
        write("memory/2026-01-01.md", "a new year");
        write("skills/mesh/SKILL.md", "mesh");
        write("skills/mesh/run.sh", "#!/bin/sh\n");
        Files.setPosixFilePermissions(
                home.resolve("skills/mesh/run.sh"), PosixFilePermissions.fromString("rwxr-xr-x"));
        Path tools = Files.writeString(folder.resolve("TOOLS.md"), "the runner's");
        try (AgentHome opened = open(false)) {
            Workspace workspace =
                    workspaces(tools)
                            .create(
                                    new TaskId("t-1"),
                                    "1 + 1",
                                    Map.of(),
                                    Instant.EPOCH,
                                    null,
                                    null,
                                    opened);
            assertThat(workspace.file("SOUL.md")).hasContent("You are calm.");
            assertThat(workspace.file("memory/2026-01-01.md")).hasContent("a new year");
            assertThat(Files.isExecutable(workspace.file("skills/mesh/run.sh"))).isTrue();
            assertThat(Files.isExecutable(workspace.file("skills/mesh/SKILL.md"))).isFalse();
            assertThat(workspace.file("TOOLS.md")).hasContent("a hammer");
            assertThat(workspace.root().resolve("TOOLS.md")).hasContent("a hammer");
            assertThat(Files.readString(workspace.file("AGENTS.md")))
                    .startsWith("# House of t-1\nAsk nobody.")
                    .contains("`RESULT.txt`", "are a copy", "- Task id: t-1");
            assertThat(opened.notes()).isEmpty();
        }
    }

    @Test
    void leavesOutWhatIsTheTasksAndWhatToolsMakeAgain() throws Exception {
        for (String each :
                new String[] {
                    ".git/config",
                    "node_modules/a/index.js",
                    "skills/.venv/bin/python",
                    "RESULT.txt",
                    "TASK.txt",
                    "SUMMARY.txt",
                    "agent-output.log",
                    "inputs/a.txt",
                    "outputs/old.txt",
                    "delegations/x/RESULT.txt",
                    "BOOTSTRAP.md",
                    ".crayfleet/lock"
                }) {
            write(each, "of another time");
        }
        write("notes/RESULT.txt", "kept, because it is not the task's");
        try (AgentHome opened = open(false)) {
            Workspace workspace = workspace(opened);
            try (Stream<Path> all = Files.list(workspace.task())) {
                assertThat(all.map(each -> each.getFileName().toString()))
                        .containsExactlyInAnyOrder(
                                "AGENTS.md", "TASK.txt", "agent-output.log", "notes", "skills");
            }
            assertThat(workspace.file("TASK.txt")).hasContent("1 + 1");
            assertThat(workspace.file("notes/RESULT.txt")).exists();
            assertThat(workspace.file("skills/.venv")).doesNotExist();
        }
    }

    @Test
    void neitherFollowsLinksNorWaitsAtPipes() throws Exception {
        write("SOUL.md", "x");
        Files.createSymbolicLink(home.resolve("passwd"), Path.of("/etc/passwd"));
        Files.createSymbolicLink(home.resolve("etc"), Path.of("/etc"));
        Files.createSymbolicLink(home.resolve("loop"), home);
        assertThat(
                        new ProcessBuilder("mkfifo", home.resolve("pipe").toString())
                                .start()
                                .waitFor(10, TimeUnit.SECONDS))
                .isTrue();
        write("line\nbreak.md", "x");
        try (AgentHome opened = open(false)) {
            Workspace workspace = workspace(opened);
            for (String each : new String[] {"passwd", "etc", "loop", "pipe", "line\nbreak.md"}) {
                assertThat(Files.exists(workspace.file(each), LinkOption.NOFOLLOW_LINKS))
                        .as(each)
                        .isFalse();
            }
            assertThat(workspace.file("SOUL.md")).exists();
            assertThat(opened.notes())
                    .singleElement()
                    .asString()
                    .startsWith("Not copied from the agent's home")
                    .endsWith(" and 2 more.")
                    .doesNotContain("\n");
        }
    }

    @Test
    void refusesAHomeThatIsTooMuchWithoutReadingIt() throws Exception {
        try (RandomAccessFile sparse =
                new RandomAccessFile(home.resolve("model.bin").toFile(), "rw")) {
            sparse.setLength(1024 * MIB);
        }
        try (AgentHome opened = open(false)) {
            assertThatThrownBy(() -> workspace(opened))
                    .isInstanceOfSatisfying(
                            HomeException.class,
                            e -> assertThat(e.kind()).isEqualTo(FailureKind.PERMANENT))
                    .hasMessageContaining("more than 64 MiB (the limit was reached at model.bin)")
                    .hasMessageContaining("raise crayfleet.runner.home-max-mb");
        }
        // Nothing is left of what was begun.
        try (Stream<Path> all = Files.list(folder.resolve("workers"))) {
            assertThat(all).isEmpty();
        }
    }

    @Test
    void refusesAHomeOfTooManyFilesOrTooDeepFolders() throws Exception {
        for (int i = 0; i < 30; i++) {
            write("many/" + i + ".txt", "");
        }
        homes = homes(MIB, 20);
        try (AgentHome opened = open(false)) {
            assertThatThrownBy(() -> workspace(opened))
                    .hasMessageContaining("more than 20 files and folders")
                    .hasMessageContaining("raise crayfleet.runner.home-max-files");
        }
        homes = homes(MIB, 5_000);
        write("a/".repeat(HomeCopy.MAX_DEPTH + 1) + "deep.txt", "");
        try (AgentHome opened = open(false)) {
            assertThatThrownBy(() -> workspace(opened))
                    .hasMessageContaining("more than 16 folders in folders");
        }
    }

    @Test
    void looksAtNoMoreThanItMayCopy() throws Exception {
        Path many = Files.createDirectories(home.resolve("many"));
        for (int i = 0; i < 100_000; i++) {
            Files.createFile(many.resolve("f" + i));
        }
        try (AgentHome opened = open(false)) {
            assertThatThrownBy(() -> workspace(opened))
                    .hasMessageContaining("more than 5,000 files and folders");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "../fleet", "/etc", "agents/../..", ".", "agents/../../x"})
    void refusesAHomeThatIsElsewhere(String name) {
        assertThatThrownBy(() -> homes.open(name, true, () -> true))
                .isInstanceOfSatisfying(
                        HomeException.class,
                        e -> assertThat(e.kind()).isEqualTo(FailureKind.PERMANENT))
                .hasMessageContaining("is no folder below");
    }

    @Test
    void refusesAHomeThatALinkLeadsTo() throws Exception {
        Files.createSymbolicLink(folder.resolve("fleet/agents/etc"), Path.of("/etc"));
        assertThatThrownBy(() -> homes.open("agents/etc", false, () -> true))
                .hasMessageContaining("is no folder below");
        // One that leads to another folder of the fleet is a home.
        Files.createSymbolicLink(folder.resolve("fleet/agents/boss"), home);
        write("SOUL.md", "calm");
        try (AgentHome opened = homes.open("agents/boss", false, () -> true)) {
            assertThat(workspace(opened).file("SOUL.md")).hasContent("calm");
        }
    }

    @Test
    void saysWhichHomeIsMissingOnWhichHost() {
        assertThatThrownBy(() -> homes.open("agents/nobody", true, () -> true))
                .isInstanceOfSatisfying(
                        HomeException.class, e -> assertThat(e.kind().retried()).isTrue())
                .hasMessage(
                        "The home agents/nobody of this agent is not on host-7: there is no folder %s. Put it there, or say with crayfleet.runner.agents-folder where homes are."
                                .formatted(folder.resolve("fleet/agents/nobody")));
    }

    @Test
    void keepsWhatTheAgentNoted() throws Exception {
        write("MEMORY.md", "old");
        write("memory/a.md", "a");
        write("memory/b.md", "b");
        write("SOUL.md", "calm");
        secrets.add("s3cret-of-the-fleet");
        try (AgentHome opened = open(true)) {
            Workspace workspace = workspace(opened);
            Files.writeString(workspace.file("MEMORY.md"), "new, s3cret-of-the-fleet");
            Files.writeString(workspace.file("SOUL.md"), "angry");
            Files.delete(workspace.file("memory/a.md"));
            Files.createDirectories(workspace.file("memory/2026/01"));
            Files.writeString(workspace.file("memory/2026/01/c.md"), "c");
            assertThat(opened.keepMemory(workspace, secrets)).isEmpty();
        }
        assertThat(Files.readString(home.resolve("MEMORY.md")))
                .startsWith("new, ")
                .doesNotContain("s3cret");
        assertThat(home.resolve("SOUL.md")).hasContent("calm");
        assertThat(home.resolve("memory/a.md")).doesNotExist();
        assertThat(home.resolve("memory/b.md")).hasContent("b");
        assertThat(home.resolve("memory/2026/01/c.md")).hasContent("c");
        assertThat(home.resolve(".crayfleet/kept")).doesNotExist();
        assertThat(home.resolve(".crayfleet/.gitignore")).hasContent("*");
        try (AgentHome next = open(true)) {
            assertThat(workspace(next).file("memory/2026/01/c.md")).hasContent("c");
        }
    }

    @Test
    void keepsNothingOfAnAgentWithoutMemory() throws Exception {
        write("MEMORY.md", "old");
        try (AgentHome opened = open(false)) {
            Workspace workspace = workspace(opened);
            Files.writeString(workspace.file("MEMORY.md"), "new");
            assertThat(opened.keepMemory(workspace, secrets)).isEmpty();
        }
        assertThat(home.resolve("MEMORY.md")).hasContent("old");
        assertThat(home.resolve(".crayfleet")).doesNotExist();
    }

    @Test
    void keepsAllOrNothingOfWhatIsNoPlainFile() throws Exception {
        write("MEMORY.md", "old");
        try (AgentHome opened = open(true)) {
            Workspace workspace = workspace(opened);
            Files.writeString(workspace.file("MEMORY.md"), "new");
            Files.createDirectories(workspace.file("memory"));
            Files.createSymbolicLink(workspace.file("memory/passwd"), Path.of("/etc/passwd"));
            assertThat(opened.keepMemory(workspace, secrets))
                    .hasValueSatisfying(note ->
                            assertThat(note)
                                    .contains("was not kept: memory/passwd is no plain file."));
            Files.delete(workspace.file("memory/passwd"));
            try (RandomAccessFile sparse =
                    new RandomAccessFile(workspace.file("memory/big").toFile(), "rw")) {
                sparse.setLength(1024 * MIB);
            }
            assertThat(opened.keepMemory(workspace, secrets))
                    .hasValueSatisfying(note -> assertThat(note).contains("more than 8 MiB"));
        }
        assertThat(home.resolve("MEMORY.md")).hasContent("old");
    }

    @Test
    void forgetsNothingWhereTheFolderWasTidiedUp() throws Exception {
        write("MEMORY.md", "old");
        write("memory/a.md", "a");
        try (AgentHome opened = open(true)) {
            Workspace workspace = workspace(opened);
            Files.delete(workspace.file("MEMORY.md"));
            Files.delete(workspace.file("memory/a.md"));
            assertThat(opened.keepMemory(workspace, secrets)).isPresent();
        }
        assertThat(home.resolve("MEMORY.md")).hasContent("old");
        assertThat(home.resolve("memory/a.md")).hasContent("a");
    }

    @Test
    void doesNotWriteOverWhatAPersonHasChangedMeanwhile() throws Exception {
        write("MEMORY.md", "old");
        write("memory/a.md", "a");
        try (AgentHome opened = open(true)) {
            Workspace workspace = workspace(opened);
            Files.writeString(workspace.file("MEMORY.md"), "the agent's");
            Files.writeString(workspace.file("memory/a.md"), "the agent's");
            write("MEMORY.md", "the person's");
            assertThat(opened.keepMemory(workspace, secrets))
                    .hasValueSatisfying(note ->
                            assertThat(note)
                                    .contains("somebody else has changed MEMORY.md in the home"));
        }
        assertThat(home.resolve("MEMORY.md")).hasContent("the person's");
        assertThat(home.resolve("memory/a.md")).hasContent("a");
    }

    @Test
    void writesThroughNoLinkInTheHome() throws Exception {
        Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
        Files.createSymbolicLink(home.resolve("memory"), elsewhere);
        try (AgentHome opened = open(true)) {
            Workspace workspace = workspace(opened);
            Files.createDirectories(workspace.file("memory"));
            Files.writeString(workspace.file("memory/a.md"), "a");
            assertThat(opened.keepMemory(workspace, secrets)).isPresent();
        }
        assertThat(elsewhere).isEmptyDirectory();
    }

    @Test
    void oneAttemptAtATimeWorksWithAMemory() throws Exception {
        try (AgentHome first = open(true)) {
            assertThatThrownBy(() -> open(true))
                    .isInstanceOfSatisfying(
                            HomeException.class,
                            e -> assertThat(e.kind()).isEqualTo(FailureKind.TRANSIENT))
                    .hasMessageContaining("Another task of this agent still works with its home");
            assertThat(first.notes()).isEmpty();
        }
        try (AgentHome next = open(true)) {
            assertThat(next.keepMemory(workspace(next), secrets)).isEqualTo(Optional.empty());
        }
    }

    @Test
    void aHomeThatCannotBeWrittenCanBeReadAndSaysThatNothingIsKept() throws Exception {
        write("MEMORY.md", "old");
        Files.writeString(home.resolve(".crayfleet"), "in the way");
        try (AgentHome opened = open(true)) {
            Workspace workspace = workspace(opened);
            Files.writeString(workspace.file("MEMORY.md"), "new");
            assertThat(opened.keepMemory(workspace, secrets)).isPresent();
        }
        assertThat(home.resolve("MEMORY.md")).hasContent("old");
    }
}
