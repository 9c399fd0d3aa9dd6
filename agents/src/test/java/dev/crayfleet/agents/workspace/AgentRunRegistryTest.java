package dev.crayfleet.agents.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.crayfleet.agents.process.OwnershipTransfer;
import dev.crayfleet.agents.process.ProcessIdentity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentRunRegistryTest {
    @TempDir Path folder;

    @Test
    void recordsARunningAgentUntilItIsClosed() {
        AgentRunRegistry registry = new AgentRunRegistry(folder);
        Workspace workspace = new Workspace("agent-1-aa", folder, folder, "shown");
        try (RunRegistration registration = registry.register(workspace)) {
            registration.processStarted("a-mark", ProcessHandle.current().pid());
            registration.sessionOpened("a-session");
            assertThat(registry.findOrphans()).isEmpty();
            assertThat(registry.isRunning(folder.resolve("agent-1-aa"))).isTrue();
        }
        assertThat(registry.isRunning(folder.resolve("agent-1-aa"))).isFalse();
    }

    /** Else an agent could have the runner end processes of its choice. */
    @Test
    void believesNoRecordThatAnotherUserCanHaveWritten() throws Exception {
        Path runs = folder.resolve(".runs");
        ProcessIdentity gone =
                new ProcessIdentity(999_999_999, 1, ProcessIdentity.ofThis().place());
        new AgentRunFileStore(runs).write(AgentRunFile.of("agent-1-cc", gone));
        Path file = runs.resolve("agent-1-cc.json");
        AgentRunRegistry registry = new AgentRunRegistry(folder);
        assertThat(registry.findOrphans()).hasSize(1);
        for (Path each : List.of(file, runs)) {
            Set<PosixFilePermission> before = Files.getPosixFilePermissions(each);
            Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwxrwx---"));
            assertThat(registry.findOrphans()).isEmpty();
            Files.setPosixFilePermissions(each, before);
        }
        assertThat(registry.findOrphans()).hasSize(1);
        Path theirs = Files.move(file, folder.resolve("theirs.json"));
        Files.createSymbolicLink(file, theirs);
        assertThat(registry.findOrphans()).isEmpty();
    }

    /** The start would wait for somebody to write. */
    @Test
    void readsNoPipeInPlaceOfARecord() throws Exception {
        Path runs = OwnFiles.createFolder(folder.resolve(".runs"));
        Path pipe = runs.resolve("agent-1-ee.json");
        assertThat(new ProcessBuilder("mkfifo", "-m", "600", pipe.toString()).start().waitFor())
                .isZero();
        AgentRunRegistry registry = new AgentRunRegistry(folder);
        assertTimeoutPreemptively(
                Duration.ofSeconds(10),
                () -> {
                    assertThat(registry.findOrphans()).isEmpty();
                    assertThat(registry.isRunning(folder.resolve("agent-1-ee"))).isFalse();
                });
    }

    @Test
    void believesNoRecordOfAnotherUser() throws Exception {
        Assumptions.assumeTrue("root".equals(System.getProperty("user.name")));
        AgentRunRegistry registry = new AgentRunRegistry(folder);
        Path agent = Files.createDirectory(folder.resolve("agent-1-dd"));
        new AgentRunFileStore(folder.resolve(".runs"))
                .write(AgentRunFile.of("agent-1-dd", ProcessIdentity.ofThis()));
        assertThat(registry.isRunning(agent)).isTrue();
        OwnershipTransfer.transfer(folder.resolve(".runs/agent-1-dd.json"), "nobody");
        assertThat(registry.isRunning(agent)).isFalse();
    }

    @Test
    void writesNoRecordOfAnAgentWithoutFolderBeforeAProcessIsStarted() {
        Path workers = folder.resolve("none");
        AgentRunRegistry registry = new AgentRunRegistry(workers);
        Workspace workspace = new Workspace("agent-1-bb", workers, workers, "shown");
        try (RunRegistration registration = registry.registerUnrecorded(workspace)) {
            assertThat(workers).doesNotExist();
            registration.processStarted("a-mark", ProcessHandle.current().pid());
            assertThat(registry.isRunning(workers.resolve("agent-1-bb"))).isTrue();
        }
        assertThat(registry.isRunning(workers.resolve("agent-1-bb"))).isFalse();
    }
}
