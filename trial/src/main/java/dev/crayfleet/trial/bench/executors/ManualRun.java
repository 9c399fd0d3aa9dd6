package dev.crayfleet.trial.bench.executors;

import dev.crayfleet.agents.process.AgentEnvironment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Runs OpenClaw as a person does: a command in a folder, waiting for its end. It has a state folder
 * of its own, so that the user's is not changed. For one thread.
 */
final class ManualRun {
    private static final Duration MAX_RUN_TIME = Duration.ofMinutes(3);

    private final Path program;
    private final Path folder;
    private final Map<String, String> environment;
    private int runs;

    /**
     * @param folder for its state and its files
     * @param config an openclaw.json
     */
    ManualRun(Path program, Path folder, Path config) {
        this.program = program;
        this.folder = folder;
        this.environment =
                new TreeMap<>(AgentEnvironment.of(System.getenv(), List.of(), program, null));
        environment.keySet().removeIf(name -> name.startsWith("OPENCLAW_"));
        environment.put("OPENCLAW_CONFIG_PATH", config.toString());
        try {
            environment.put(
                    "OPENCLAW_STATE_DIR",
                    Files.createDirectories(folder.resolve("state")).toString());
            environment.put("TMPDIR", Files.createDirectories(folder.resolve("tmp")).toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The output of {@code openclaw --version}. */
    String version() throws InterruptedException {
        Path log = folder.resolve("version.log");
        run(List.of("--version"), folder, Map.of(), log);
        try {
            return Files.readString(log).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Runs {@code openclaw agent exec "..."} in an empty folder.
     *
     * @return nanoseconds
     * @throws IllegalStateException if it fails, or does not write RESULT.txt
     */
    long exec(String prompt) throws InterruptedException {
        Path runFolder = newRunFolder();
        long nanos = run(List.of("agent", "exec", prompt), runFolder, Map.of(), log(runFolder));
        if (!Files.exists(runFolder.resolve("RESULT.txt"))) {
            throw new IllegalStateException(
                    "openclaw agent exec has not written RESULT.txt; see " + log(runFolder));
        }
        return nanos;
    }

    /**
     * Runs {@code openclaw agent --message "..."} with a running Gateway.
     *
     * @param gateway environment variables by which it is found
     * @return nanoseconds
     * @throws IllegalStateException if it fails
     */
    long agent(String prompt, Map<String, String> gateway) throws InterruptedException {
        Path runFolder = newRunFolder();
        return run(
                List.of(
                        "agent",
                        "--agent",
                        "main",
                        "--session-key",
                        "by-hand-" + runs,
                        "--message",
                        prompt),
                runFolder,
                gateway,
                log(runFolder));
    }

    private Path newRunFolder() {
        try {
            return Files.createDirectories(folder.resolve("run-" + ++runs));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path log(Path runFolder) {
        return runFolder.resolveSibling(runFolder.getFileName() + ".log");
    }

    private long run(
            List<String> arguments, Path runFolder, Map<String, String> variables, Path log)
            throws InterruptedException {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(arguments);
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(runFolder.toFile())
                        .redirectInput(Path.of("/dev/null").toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        builder.environment().putAll(variables);
        long started = System.nanoTime();
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(program + " cannot be started", e);
        }
        try {
            if (!process.waitFor(MAX_RUN_TIME.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new IllegalStateException(
                        "openclaw %s did not end within %d s; see %s"
                                .formatted(arguments.getFirst(), MAX_RUN_TIME.toSeconds(), log));
            }
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        long nanos = System.nanoTime() - started;
        if (process.exitValue() != 0) {
            throw new IllegalStateException(
                    "openclaw %s failed with exit code %d: %s"
                            .formatted(arguments.getFirst(), process.exitValue(), lastLine(log)));
        }
        return nanos;
    }

    /** The last line of its output. */
    private static String lastLine(Path log) {
        try {
            String output = new String(Files.readAllBytes(log), StandardCharsets.UTF_8).strip();
            return output.substring(output.lastIndexOf('\n') + 1);
        } catch (IOException e) {
            return "and said nothing";
        }
    }
}
