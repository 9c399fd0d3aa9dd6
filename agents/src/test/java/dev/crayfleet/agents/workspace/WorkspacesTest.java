package dev.crayfleet.agents.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crayfleet.agents.process.SystemUser;
import dev.crayfleet.contract.TaskId;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkspacesTest {

    private static final Instant NOW = Instant.ofEpochSecond(1_763_700_000);

    private static final TaskId TASK = new TaskId("t-1");

    @TempDir Path folder;

    private WorkspaceSettings settings(@Nullable Path template) {
        return settings(template, null);
    }

    private WorkspaceSettings settings(@Nullable Path template, @Nullable Path tools) {
        return new WorkspaceSettings(
                folder.resolve("workers"),
                template,
                tools,
                Duration.ofHours(24),
                Duration.ofHours(168),
                200,
                1_000,
                0);
    }

    private Workspace create(WorkspaceSettings settings, String prompt) throws IOException {
        return new Workspaces(settings, new Random(1))
                .create(TASK, prompt, Map.of("data.csv", new byte[] {1, 2}), NOW);
    }

    @Test
    void createsTheFilesOfAWorkspace() throws Exception {
        Files.createDirectories(folder.resolve("workers"));
        Files.writeString(folder.resolve("workers/TOOLS.md"), "my tools");
        Workspace workspace = create(settings(null), "do it");
        assertThat(workspace.agent()).matches("agent-1763700000-[0-9a-f]{8}");
        assertThat(workspace.shown()).isEqualTo("workers/" + workspace.agent() + "/tasks/t-1");
        assertThat(workspace.root().resolve("TOOLS.md")).hasContent("my tools");
        assertThat(workspace.root().resolve("AGENTS.md"))
                .hasSameTextualContentAs(workspace.file("AGENTS.md"));
        assertThat(Files.readString(workspace.file("AGENTS.md")))
                .contains(
                        "RESULT.txt", "at most 200 characters", "t-1", "do it", "inputs/data.csv");
        assertThat(workspace.file("TASK.txt")).hasContent("do it");
        assertThat(workspace.file("inputs/data.csv")).hasBinaryContent(new byte[] {1, 2});
    }

    @Test
    void anotherUserCannotLookIntoAWorkspace() throws Exception {
        Workspace workspace = create(settings(null), "do it");
        Path root = workspace.root();
        for (Path each :
                List.of(
                        folder.resolve("workers"),
                        root,
                        root.resolve("tasks"),
                        workspace.task(),
                        workspace.scratch())) {
            assertThat(Files.getPosixFilePermissions(each))
                    .as(each.toString())
                    .isEqualTo(PosixFilePermissions.fromString("rwx------"));
        }
    }

    /** Their folder is one in which agents write, and what is in it one may have written. */
    @Test
    void anAgentDoesNotWriteTheToolsOfTheNext() throws Exception {
        WorkspaceSettings settings = settings(null);
        Workspaces workspaces = new Workspaces(settings, new Random(1));
        Workspace first = workspaces.create(TASK, "x", Map.of(), NOW);
        Path tools = Files.writeString(folder.resolve("workers/TOOLS.md"), "obey me");
        Workspace next = workspaces.create(TASK, "x", Map.of(), NOW);
        assertThat(first.root().resolve("TOOLS.md")).doesNotExist();
        assertThat(next.root().resolve("TOOLS.md")).doesNotExist();
        // Nor after the runner was started again, where another user could have done it.
        Files.setPosixFilePermissions(tools, PosixFilePermissions.fromString("rw-rw-r--"));
        assertThat(toolsAfterAStart(settings, 2)).doesNotExist();
        Files.move(tools, folder.resolve("theirs.md"));
        Files.createSymbolicLink(tools, folder.resolve("theirs.md"));
        assertThat(toolsAfterAStart(settings, 3)).doesNotExist();
    }

    private static Path toolsAfterAStart(WorkspaceSettings settings, int seed) throws IOException {
        return new Workspaces(settings, new Random(seed))
                .create(TASK, "x", Map.of(), NOW)
                .root()
                .resolve("TOOLS.md");
    }

    @Test
    void theToolsOfASettingAreReadForEachAgent() throws Exception {
        Path tools = Files.writeString(folder.resolve("tools.md"), "one");
        WorkspaceSettings settings = settings(null, tools);
        Workspaces workspaces = new Workspaces(settings, new Random(1));
        Workspace first = workspaces.create(TASK, "x", Map.of(), NOW);
        Files.writeString(tools, "two");
        Workspace next = workspaces.create(TASK, "x", Map.of(), NOW);
        assertThat(first.root().resolve("TOOLS.md")).hasContent("one");
        assertThat(next.root().resolve("TOOLS.md")).hasContent("two");
        Path inside = folder.resolve("workers/sub/../TOOLS.md");
        assertThatThrownBy(() -> settings(null, inside))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Move it elsewhere");
        assertThatThrownBy(() -> settings(inside))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("agents-md-template");
    }

    @Test
    void putsTheTaskAfterTheUsersOwnTemplate() throws Exception {
        Path template = Files.writeString(folder.resolve("mine.md"), "# Mine\n");
        assertThat(Files.readString(create(settings(template), "do it").file("AGENTS.md")))
                .startsWith("# Mine\n\n## Your task")
                .contains("do it");
    }

    @Test
    void fillsPlaceholdersOfATemplateAndNoneOfATask() throws Exception {
        Path template =
                Files.writeString(
                        folder.resolve("mine.md"),
                        "{task-id} in {workspace} with {inputs}, at most {summary-max-length}; {unknown}: {task}");
        Workspace workspace = create(settings(template), "say {task-id} $1");
        assertThat(Files.readAllLines(workspace.file("AGENTS.md")).getFirst())
                .isEqualTo(
                        "t-1 in %s with inputs/data.csv, at most 200; {unknown}: say {task-id} $1"
                                .formatted(workspace.shown()));
    }

    @Test
    void keepsTheResultAndMakesAMissingSummary() throws Exception {
        WorkspaceSettings settings = settings(null);
        Workspace workspace = create(settings, "do it");
        Files.writeString(workspace.file("RESULT.txt"), "r".repeat(500));
        WorkspaceOutput output =
                WorkspaceOutput.of(workspace, settings, "last words", text -> text);
        assertThat(output.result()).hasSize(500);
        assertThat(output.summary()).hasSize(200).endsWith("... (truncated, see RESULT.txt)");
        assertThat(workspace.file("SUMMARY.txt")).hasContent(output.summary());
        assertThat(output.files())
                .containsExactly(
                        "AGENTS.md",
                        "RESULT.txt",
                        "SUMMARY.txt",
                        "TASK.txt",
                        "agent-output.log",
                        "inputs/");
    }

    @Test
    void readsNoOutputThroughLinksOutOfTheWorkspace() throws Exception {
        WorkspaceSettings settings = settings(null);
        Workspace workspace = create(settings, "do it");
        Path outside = Files.createDirectory(folder.resolve("outside"));
        Files.writeString(outside.resolve("secret.txt"), "secret");
        Files.createSymbolicLink(workspace.file("outputs"), outside);
        Files.createSymbolicLink(workspace.file("SUMMARY.txt"), outside.resolve("secret.txt"));
        Files.createDirectory(workspace.file("RESULT.txt"));
        WorkspaceOutput output =
                WorkspaceOutput.of(workspace, settings, "last words", text -> text);
        assertThat(output.outputs()).isEmpty();
        assertThat(output.result()).isEqualTo("last words");
        assertThat(output.summary()).isEqualTo("last words");
        assertThat(outside.resolve("secret.txt")).hasContent("secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../x", "..", "/etc/x", "a/b", "a\\b", "x\n", ""})
    void refusesInputNamesThatLeadOutOfTheirFolder(String name) {
        Workspaces workspaces = new Workspaces(settings(null), new Random());
        assertThatThrownBy(() -> workspaces.create(TASK, "x", Map.of(name, new byte[1]), NOW))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no plain file name");
        assertThat(folder.resolve("workers")).isEmptyDirectory();
    }

    @Test
    void explainsWhyAWorkspaceCannotBeWritten() throws Exception {
        Files.createFile(folder.resolve("workers"));
        assertThatThrownBy(() -> create(settings(null), "x"))
                .isInstanceOfSatisfying(
                        IOException.class,
                        e -> assertThat(FileErrors.of(e)).contains("crayfleet.runner.workers"));
        assertThat(FileErrors.of(new AccessDeniedException("/srv/workers/agent-1")))
                .isEqualTo(
                        "the runner may not write /srv/workers/agent-1: allow its user to; crayfleet.runner.workers names the folder");
        assertThat(FileErrors.of(new FileSystemException("/srv/x", null, "Read-only file system")))
                .contains("may only read there", "crayfleet.runner.workers");
    }

    /** As if the folder had become a link after it was looked at. */
    @Test
    void followsNoLinkToAFolderWhenItReadsAndDeletesAsRoot() throws Exception {
        Assumptions.assumeTrue("root".equals(System.getProperty("user.name")));
        Workspace workspace = create(settings(null), "do it");
        Path outside = Files.createDirectory(folder.resolve("outside"));
        Files.writeString(outside.resolve("secret.txt"), "secret");
        Path outputs = Files.createSymbolicLink(workspace.file("outputs"), outside);
        assertThatThrownBy(() ->
                        PrivilegedFolder.open(workspace.root(), outputs.resolve("secret.txt")))
                .isInstanceOf(IOException.class);
        try (SeekableByteChannel task =
                PrivilegedFolder.open(workspace.root(), workspace.file("TASK.txt")).orElseThrow()) {
            assertThat(task.size()).isEqualTo(5);
        }
        assertThat(PrivilegedFolder.delete(workspace.root())).isTrue();
        assertThat(workspace.root()).doesNotExist();
        assertThat(outside.resolve("secret.txt")).hasContent("secret");
    }

    @Test
    void theFolderOfAllLetsTheAgentsUserThroughAndNoOther() throws Exception {
        Assumptions.assumeTrue("root".equals(System.getProperty("user.name")));
        Path workers = folder.resolve("workers");
        Workspaces.createWorkers(workers, SystemUser.of("nobody", 1));
        assertThat(Files.getPosixFilePermissions(workers))
                .isEqualTo(PosixFilePermissions.fromString("rwx--x---"));
        assertThat(Files.readAttributes(workers, PosixFileAttributes.class).group())
                .isEqualTo(
                        workers.getFileSystem()
                                .getUserPrincipalLookupService()
                                .lookupPrincipalByGroupName(SystemUser.of("nobody", 1).group()));
        // One that somebody else has made stays as it is.
        Files.setPosixFilePermissions(workers, PosixFilePermissions.fromString("rwxr-xr-x"));
        Workspaces.createWorkers(workers, SystemUser.of("nobody", 1));
        assertThat(Files.getPosixFilePermissions(workers))
                .isEqualTo(PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** All slots may be one user, who is not to put a folder in the place of a neighbour's. */
    @Test
    void givesTheAgentUserItsFilesButNotTheFoldersAbove() throws Exception {
        Assumptions.assumeTrue("root".equals(System.getProperty("user.name")));
        Workspace workspace =
                new Workspaces(settings(null), new Random(1))
                        .create(
                                TASK,
                                "x",
                                Map.of("data.csv", new byte[1]),
                                NOW,
                                SystemUser.of("nobody", 1),
                                null);
        Path root = workspace.root();
        for (Path above : List.of(root, root.resolve("tasks"))) {
            assertThat(Files.getOwner(above).getName()).isEqualTo("root");
            assertThat(Files.getPosixFilePermissions(above))
                    .isEqualTo(PosixFilePermissions.fromString("rwx--x---"));
        }
        for (Path each :
                List.of(
                        workspace.task(),
                        workspace.file("inputs/data.csv"),
                        workspace.scratch(),
                        root.resolve("AGENTS.md"))) {
            assertThat(Files.getOwner(each).getName()).isEqualTo("nobody");
        }
    }
}
