package dev.crayfleet.agents.executor;

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

/** The contract, for all but the Gateway, which takes its time to start. */
@ParameterizedClass
@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "OPENCLAW_GATEWAY")
@Timeout(value = 240)
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
        ExecutorKit there = kits.get(kind);
        if (there == null) {
            // What holds for every agent holds for a restricted one.
            there = new ExecutorKit(Files.createTempDirectory(folder, "kit"), true);
            kits.put(kind, there);
            there.open(kind, Duration.ZERO);
        }
        kit = there;
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
    public Executor executor() {
        return kit.opened();
    }

    /** The rest of what agents may do is for the programs behind them. */
    @Test
    void keepsARestrictedAgentFromTheShellAndInItsWorkspace() throws Exception {
        assumeThat(kind).isEqualTo(Kind.OPENCLAW_EXEC);
        Escape.assertFails(kit, kit.opened());
    }
}
