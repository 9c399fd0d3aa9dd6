package dev.crayfleet.agents.process;

import dev.crayfleet.agents.safety.Secrets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What to run for one attempt.
 *
 * @param name for threads and messages
 * @param onStart told what was started, before it is waited for
 * @param onEnd run when it has ended or is to be stopped, before anything of it is ended
 */
public record AgentCommand(
        Program program,
        LogFile log,
        ProcessTimeouts timeouts,
        ResourceLimits limits,
        String name,
        Consumer<LaunchedProcess> onStart,
        Runnable onEnd) {
    /** Of one whose end is nobody's business. */
    public AgentCommand(
            Program program,
            LogFile log,
            ProcessTimeouts timeouts,
            ResourceLimits limits,
            String name,
            Consumer<LaunchedProcess> onStart) {
        this(program, log, timeouts, limits, name, onStart, () -> {});
    }

    /**
     * @param words the program and its arguments
     * @param folder it works in
     * @param environment all of it
     */
    public record Program(List<String> words, Path folder, Map<String, String> environment) {
        public Program {
            words = List.copyOf(words);
            environment = Map.copyOf(environment);
        }
    }

    /**
     * Where everything it prints goes.
     *
     * @param maxBytes of the log; the end of the output is kept
     * @param secrets that are masked in it
     */
    public record LogFile(Path path, long maxBytes, Secrets secrets) {}
}
