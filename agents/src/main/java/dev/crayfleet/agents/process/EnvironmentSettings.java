package dev.crayfleet.agents.process;

import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Where the environments of agents come from.
 *
 * @param inherited the runner's own environment, of which agents get a part
 * @param passEnv names of further variables for agents
 * @param extraPythonPath put before PYTHONPATH; absent for none
 */
public record EnvironmentSettings(
        Map<String, String> inherited, List<String> passEnv, @Nullable String extraPythonPath) {
    public EnvironmentSettings {
        inherited = Map.copyOf(inherited);
        passEnv = List.copyOf(passEnv);
    }

    /**
     * A fresh environment for a program, which may be changed.
     *
     * @param allowed names of variables besides {@code passEnv}
     */
    public Map<String, String> forProgram(Path program, Collection<String> allowed) {
        Set<String> names = new HashSet<>(passEnv);
        names.addAll(allowed);
        return new TreeMap<>(AgentEnvironment.of(inherited, names, program, extraPythonPath));
    }

    /** Without the environment, which has secrets in it. */
    @Override
    public String toString() {
        return "EnvironmentSettings[passEnv=%s]".formatted(passEnv);
    }
}
