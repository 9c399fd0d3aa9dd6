package dev.crayfleet.agents.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
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
