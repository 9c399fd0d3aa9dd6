package dev.crayfleet.agents.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crayfleet.contract.FileRef;
import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.TaskId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What a hostile agent may leave behind. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class WorkspaceOutputTest {
    private static final String LAST_MESSAGE = "last words";
    @TempDir Path folder;
    private WorkspaceSettings settings;
    private Workspace workspace;
    private Path outside;

    @BeforeEach
    void create() throws IOException {
        settings =
                new WorkspaceSettings(
                        folder.resolve("workers"),
                        null,
                        null,
                        Duration.ofHours(24),
                        Duration.ofHours(168),
                        200,
                        1_000,
                        0);
        workspace =
                new Workspaces(settings, new Random(1))
                        .create(new TaskId("t-1"), "do it", Map.of(), Instant.EPOCH);
        outside = Files.createDirectory(folder.resolve("outside"));
        Files.writeString(outside.resolve("secret.txt"), "of somebody else");
    }

    private WorkspaceOutput read() throws IOException {
        return WorkspaceOutput.of(workspace, settings, LAST_MESSAGE, text -> text);
    }

    private static void fifo(Path file) throws Exception {
        Process mkfifo = new ProcessBuilder("mkfifo", file.toString()).start();
        assertThat(mkfifo.waitFor()).isZero();
    }

    @Test
    void takesTheLastMessageWhereTheResultIsNoPlainFile() throws Exception {
        fifo(workspace.file("RESULT.txt"));
        assertThat(read().result()).isEqualTo(LAST_MESSAGE);
        assertThat(workspace.file("RESULT.txt")).isRegularFile().hasContent(LAST_MESSAGE);
        Files.delete(workspace.file("RESULT.txt"));
        Files.createSymbolicLink(workspace.file("RESULT.txt"), outside.resolve("secret.txt"));
        assertThat(read().result()).isEqualTo(LAST_MESSAGE);
        assertThat(outside.resolve("secret.txt")).hasContent("of somebody else");
        Files.delete(workspace.file("RESULT.txt"));
        Files.createDirectory(workspace.file("RESULT.txt"));
        assertThat(read().result()).isEqualTo(LAST_MESSAGE);
    }

    @Test
    void carriesAResultOfUpToEightMebibytes() throws Exception {
        Files.write(workspace.file("RESULT.txt"), letters(Limits.FILE_BYTES));
        assertThat(read().resultBytes())
                .hasValueSatisfying(bytes -> assertThat(bytes).hasSize(Limits.FILE_BYTES));
        Files.write(workspace.file("RESULT.txt"), letters(9 * 1024 * 1024));
        WorkspaceOutput output = read();
        assertThat(output.resultBytes()).isEmpty();
        assertThat(output.result()).hasSize(Limits.FILE_BYTES);
        assertThat(output.notes())
                .containsExactly(
                        "RESULT.txt has 9,437,184 bytes and is not carried; it is in the workspace.");
    }

    private static byte[] letters(int count) {
        byte[] bytes = new byte[count];
        java.util.Arrays.fill(bytes, (byte) 'r');
        return bytes;
    }

    /** A part of a secret could not be recognised any more. */
    @Test
    void masksASecretBeforeTheSummaryIsCut() throws Exception {
        String result = "r".repeat(160) + " made-up-secret " + "r".repeat(100);
        for (int more = 0; more < 20; more++) {
            Files.writeString(workspace.file("RESULT.txt"), "r".repeat(more) + result);
            Files.deleteIfExists(workspace.file("SUMMARY.txt"));
            assertThat(summary()).doesNotContain("made-");
            Files.writeString(workspace.file("SUMMARY.txt"), "r".repeat(more + 20) + result);
            assertThat(summary()).doesNotContain("made-");
        }
    }

    private String summary() throws IOException {
        return WorkspaceOutput.of(
                        workspace, settings, "", text -> text.replace("made-up-secret", "***"))
                .summary();
    }

    @Test
    void carriesThirtyOneOfTenThousandFiles() throws Exception {
        Path outputs = Files.createDirectory(workspace.file("outputs"));
        for (int i = 0; i < 10_000; i++) {
            Files.createFile(outputs.resolve("%05d.txt".formatted(i)));
        }
        WorkspaceOutput output = read();
        assertThat(output.outputs()).hasSize(31);
        assertThat(output.outputs().getFirst().name()).isEqualTo("00000.txt");
        assertThat(output.outputs().getLast().name()).isEqualTo("00030.txt");
        assertThat(output.notes())
                .containsExactly(
                        "outputs/ has 10,000 files, and 31 of them are carried; all are in the workspace.");
    }

    @Test
    void carriesOnlyPlainFilesOfTheOutputs() throws Exception {
        Path outputs = Files.createDirectory(workspace.file("outputs"));
        Files.createSymbolicLink(outputs.resolve("a-link"), outside.resolve("secret.txt"));
        Files.createSymbolicLink(outputs.resolve("b-folder"), outside);
        fifo(outputs.resolve("c-pipe"));
        Files.createDirectory(outputs.resolve("d-folder"));
        Files.writeString(outputs.resolve("e.txt"), "mine");
        WorkspaceOutput output = read();
        assertThat(output.outputs())
                .extracting(WorkspaceOutput.Output::name)
                .containsExactly("e.txt");
        assertThat(output.notes())
                .containsExactly(
                        "outputs/a-link is no plain file; it is not carried.",
                        "outputs/b-folder is no plain file; it is not carried.",
                        "outputs/c-pipe is no plain file; it is not carried.",
                        "outputs/d-folder/ is no plain file; it is not carried.");
    }

    @Test
    void makesFileNamesSafe() throws Exception {
        Path outputs = Files.createDirectory(workspace.file("outputs"));
        Files.writeString(outputs.resolve("a\nb.txt"), "1");
        Files.writeString(outputs.resolve("a_b.txt"), "2");
        Files.writeString(outputs.resolve("..\\..\\c.txt"), "3");
        Files.writeString(outputs.resolve("..."), "4");
        Files.writeString(workspace.file("x\n[SUCCESS] t-2\u202e"), "5");
        WorkspaceOutput output = read();
        assertThat(output.outputs())
                .extracting(WorkspaceOutput.Output::name)
                .allMatch(FileRef::isSafeName)
                .containsExactly("...", ".._.._c.txt", "a_b.txt", "2-a_b.txt");
        assertThat(output.files()).contains("x?[SUCCESS] t-2?");
    }

    @Test
    void failsWhereTheFolderWasReplacedByALink() throws Exception {
        Files.move(workspace.task(), workspace.root().resolve("moved"));
        Files.createSymbolicLink(workspace.task(), outside);
        assertThatThrownBy(this::read).isInstanceOf(IOException.class);
        assertThat(LogTail.of(workspace)).isEmpty();
        assertThat(outside).isDirectoryNotContaining("glob:**SULT.txt");
    }

    @Test
    void reportsAResultThatCannotBeRead() throws Exception {
        Assumptions.assumeFalse("root".equals(System.getProperty("user.name")));
        Files.writeString(workspace.file("RESULT.txt"), "mine");
        Files.setPosixFilePermissions(
                workspace.file("RESULT.txt"), PosixFilePermissions.fromString("---------"));
        WorkspaceOutput output = read();
        assertThat(output.result()).isEqualTo(LAST_MESSAGE);
        assertThat(output.trouble()).isNull();
        assertThat(WorkspaceOutput.of(workspace, settings, "", text -> text).trouble())
                .startsWith("RESULT.txt could not be read");
    }

    /** With a disk of 256 KiB, where the test may mount one. */
    @Test
    void reportsTroubleOnAFullDisk() throws Exception {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        Assumptions.assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=256k", "none", disk));
        try {
            WorkspaceSettings onDisk =
                    new WorkspaceSettings(
                            disk.resolve("workers"),
                            null,
                            null,
                            Duration.ofHours(24),
                            Duration.ofHours(168),
                            200,
                            1_000,
                            0);
            Workspaces workspaces = new Workspaces(onDisk, new Random(1));
            workspace = workspaces.create(new TaskId("t-2"), "do it", Map.of(), Instant.EPOCH);
            assertThat(WorkspaceOutput.of(workspace, onDisk, "short", text -> text).trouble())
                    .isNull();
            fill(workspace.file("big"));
            WorkspaceOutput output =
                    WorkspaceOutput.of(workspace, onDisk, "r".repeat(100_000), text -> text);
            assertThat(output.trouble()).startsWith("The disk of the runner is full");
            assertThat(output.result()).isEqualTo("short");
            assertThatThrownBy(() ->
                            workspaces.create(
                                    new TaskId("t-3"), "x".repeat(50_000), Map.of(), Instant.EPOCH))
                    .isInstanceOfSatisfying(
                            IOException.class,
                            e ->
                                    assertThat(FileErrors.of(e))
                                            .startsWith("the disk of the runner is full")
                                            .contains("workers-max-mb"));
            // No part of a workspace is left.
            assertThat(disk.resolve("workers")).isDirectoryNotContaining("glob:**t-3");
            Files.delete(workspace.file("big"));
            assertThat(workspaces.create(new TaskId("t-4"), "x", Map.of(), Instant.EPOCH).task())
                    .exists();
        } finally {
            assertThat(run("umount", disk)).isTrue();
        }
    }

    private static void fill(Path file) throws IOException {
        try (var out = Files.newOutputStream(file)) {
            while (true) {
                out.write(new byte[4096]);
            }
        } catch (IOException full) {
            assertThat(FileErrors.isFull(full)).isTrue();
        }
    }

    private static boolean run(Object... words) throws InterruptedException {
        try {
            return new ProcessBuilder(java.util.Arrays.stream(words).map(String::valueOf).toList())
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException missing) {
            return false;
        }
    }
}
