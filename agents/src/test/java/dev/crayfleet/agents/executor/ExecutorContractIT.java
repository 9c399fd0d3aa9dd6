package dev.crayfleet.agents.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.crayfleet.agents.executor.ExecutorKit.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The contract for all executors but the Gateway, whose start takes long. */
@ParameterizedClass
@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "OPENCLAW_GATEWAY")
@Timeout(value = 480)
class ExecutorContractIT implements ExecutorContract {
    @TempDir static Path folder;
    private static final Map<Kind, ExecutorKit> kits = new EnumMap<>(Kind.class);
    private final Kind kind;
    private ExecutorKit kit;

    ExecutorContractIT(Kind kind) {
        this.kind = kind;
    }

    @BeforeEach
    void open() throws Exception {
        ExecutorKit open = kits.get(kind);
        if (open == null) {
            // The contract holds for restricted agents as well.
            open = new ExecutorKit(Files.createTempDirectory(folder, "kit"), true);
            kits.put(kind, open);
            open.open(kind, Duration.ZERO);
        }
        kit = open;
    }

    @AfterAll
    static void close() {
        kits.values().forEach(ExecutorKit::close);
        kits.clear();
    }

    @Override
    public Kind kind() {
        return kind;
    }

    @Override
    public ExecutorKit kit() {
        return kit;
    }

    @Override
    public AgentExecutor executor() {
        return kit.opened();
    }

    @Test
    void keysOfModelsStayHome() throws Exception {
        assumeThat(kind).isEqualTo(Kind.OPENCLAW_EXEC);
        AgentExecutor proxied = kit.openProxiedExec();
        KeysStayHome.assertFor(kit, proxied, kit.folder().resolve("state"));
        assertThat(kit.proxy().totals().requests()).isEqualTo(3);
    }

    /** Other kinds of agents are restricted by their own programs. */
    @Test
    void restrictedAgentHasNoShellAndOnlyFilesOfItsWorkspace() throws Exception {
        assumeThat(kind).isEqualTo(Kind.OPENCLAW_EXEC);
        EscapeAttempt.assertFails(kit, kit.opened());
    }
}
