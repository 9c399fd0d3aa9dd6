package dev.crayfleet.agents.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.TaskId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetentionTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_763_700_000);

    private static final TaskId TASK = new TaskId("t-1");

    @TempDir Path folder;

    private WorkspaceSettings settings(long maxBytes) {
        return new WorkspaceSettings(
                folder.resolve("workers"),
                null,
                null,
                Duration.ofHours(24),
                Duration.ofHours(168),
                200,
                1_000,
                maxBytes);
    }

    @Test
    void deletesExpiredSuccessesAndKeepsFailures() throws Exception {
        WorkspaceSettings settings = settings(0);
        Workspaces workspaces = new Workspaces(settings, new Random());
        Workspace old = workspaces.create(TASK, "x", Map.of(), NOW);
        Workspace young = workspaces.create(TASK, "x", Map.of(), NOW);
        Workspace failed = workspaces.create(TASK, "x", Map.of(), NOW);
        workspaces.markSucceeded(old);
        workspaces.markSucceeded(young);
        Files.setLastModifiedTime(
                old.root().resolve(Workspace.SUCCEEDED),
                FileTime.from(NOW.minus(Duration.ofHours(25))));
        Files.setLastModifiedTime(
                young.root().resolve(Workspace.SUCCEEDED),
                FileTime.from(NOW.minus(Duration.ofHours(23))));
        Path outside = Files.writeString(folder.resolve("outside.txt"), "kept");
        Files.createSymbolicLink(old.file("link"), outside);
        assertThat(new Retention(settings, new AgentRunRegistry(settings.folder())).sweep(NOW))
                .isEqualTo(1);
        assertThat(old.root()).doesNotExist();
        assertThat(young.root()).exists();
        assertThat(failed.root()).exists();
        assertThat(outside).exists();
    }

    @Test
    void deletesFailuresAfterARetentionOfTheirOwn() throws Exception {
        WorkspaceSettings settings = settings(0);
        Workspaces workspaces = new Workspaces(settings, new Random());
        Workspace old = filled(workspaces, 169);
        Workspace young = filled(workspaces, 167);
        AgentRunRegistry registry = new AgentRunRegistry(settings.folder());
        try (RunRegistration registration = registry.register(old)) {
            assertThat(registration).isNotNull();
            assertThat(new Retention(settings, registry).sweep(NOW)).isZero();
        }
        assertThat(new Retention(settings, registry).sweep(NOW)).isEqualTo(1);
        assertThat(old.root()).doesNotExist();
        assertThat(young.root()).exists();
    }

    @Test
    void deletesFoldersWithoutPermissionsAndNeverThoseOfRunningAgents() throws Exception {
        WorkspaceSettings settings = settings(0);
        Workspaces workspaces = new Workspaces(settings, new Random());
        AgentRunRegistry registry = new AgentRunRegistry(settings.folder());
        Workspace locked = expired(workspaces);
        Workspace running = expired(workspaces);
        Path deep = Files.createDirectories(locked.file("a/b"));
        Files.createFile(deep.resolve("c"));
        Files.setPosixFilePermissions(deep, PosixFilePermissions.fromString("---------"));
        Files.setPosixFilePermissions(locked.task(), PosixFilePermissions.fromString("r-x------"));
        try (RunRegistration registration = registry.register(running)) {
            assertThat(registration).isNotNull();
            assertThat(new Retention(settings, registry).sweep(NOW)).isEqualTo(1);
        }
        assertThat(locked.root()).doesNotExist();
        assertThat(running.root()).exists();
        assertThat(new Retention(settings, registry).sweep(NOW)).isEqualTo(1);
    }

    private static Workspace expired(Workspaces workspaces) throws IOException {
        Workspace old = workspaces.create(TASK, "x", Map.of(), NOW);
        workspaces.markSucceeded(old);
        Files.setLastModifiedTime(
                old.root().resolve(Workspace.SUCCEEDED),
                FileTime.from(NOW.minus(Duration.ofHours(25))));
        return old;
    }

    @Test
    void deletesTheOldestAboveTheSizeLimitAndNeverRunningOnes() throws Exception {
        Files.createDirectories(folder.resolve("workers"));
        WorkspaceSettings settings = settings(25_000);
        AgentRunRegistry registry = new AgentRunRegistry(settings.folder());
        Workspaces workspaces = new Workspaces(settings, new Random());
        Workspace running = filled(workspaces, 4);
        Workspace old = filled(workspaces, 3);
        Workspace middle = filled(workspaces, 2);
        Workspace young = filled(workspaces, 1);
        try (RunRegistration registration = registry.register(running)) {
            assertThat(registration).isNotNull();
            assertThat(new Retention(settings, registry).sweep(NOW)).isEqualTo(2);
        }
        assertThat(running.root()).exists();
        assertThat(old.root()).doesNotExist();
        assertThat(middle.root()).doesNotExist();
        assertThat(young.root()).exists();
    }

    @Test
    void deletesNoRunningAgentThatCouldNotBeRecordedAndNoFreshFolder() throws Exception {
        Files.createDirectories(folder.resolve("workers"));
        // As on a full disk.
        Files.createFile(folder.resolve("workers/.runs"));
        WorkspaceSettings settings = settings(1);
        AgentRunRegistry registry = new AgentRunRegistry(settings.folder());
        Workspaces workspaces = new Workspaces(settings, new Random());
        Workspace running = filled(workspaces, 4);
        Workspace beingFilled = filled(workspaces, 0);
        try (RunRegistration registration = registry.register(running)) {
            assertThat(registration).isNotNull();
            assertThat(new Retention(settings, registry).sweep(NOW)).isZero();
        }
        assertThat(new Retention(settings, registry).sweep(NOW)).isEqualTo(1);
        assertThat(running.root()).doesNotExist();
        assertThat(beingFilled.root()).exists();
    }

    /** About 10,000 bytes. */
    private static Workspace filled(Workspaces workspaces, int hoursOld) throws IOException {
        Workspace workspace = workspaces.create(TASK, "x", Map.of(), NOW);
        Files.write(workspace.file("big"), new byte[8_500]);
        Files.setLastModifiedTime(
                workspace.root(), FileTime.from(NOW.minus(Duration.ofHours(hoursOld))));
        return workspace;
    }
}
