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
 * OpenClaw as a person runs it: types a command in a folder and waits for its end. With a state of
 * its own, so that a person's is left alone. For one thread.
 */
final class ManualRun {
    private static final Duration LONGEST = Duration.ofMinutes(3);

    private final Path program;
    private final Path folder;
    private final Map<String, String> environment;
    private int runs;

    /**
     * @param folder for its state and what it writes
     * @param config its openclaw.json
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

    /** What {@code openclaw --version} says. */
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
     * {@code openclaw agent exec "..."} in a folder that is empty.
     *
     * @return nanoseconds
     * @throws IllegalStateException if it fails, or has not written RESULT.txt there
     */
    long exec(String prompt) throws InterruptedException {
        Path place = place();
        long took = run(List.of("agent", "exec", prompt), place, Map.of(), log(place));
        if (!Files.exists(place.resolve("RESULT.txt"))) {
            throw new IllegalStateException(
                    "openclaw agent exec has not written RESULT.txt; see " + log(place));
        }
        return took;
    }

    /**
     * {@code openclaw agent --message "..."} to a Gateway that runs.
     *
     * @param gateway the variables that lead to it
     * @return nanoseconds
     * @throws IllegalStateException if it fails
     */
    long agent(String prompt, Map<String, String> gateway) throws InterruptedException {
        Path place = place();
        return run(
                List.of(
                        "agent",
                        "--agent",
                        "main",
                        "--session-key",
                        "by-hand-" + runs,
                        "--message",
                        prompt),
                place,
                gateway,
                log(place));
    }

    private Path place() {
        try {
            return Files.createDirectories(folder.resolve("run-" + ++runs));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path log(Path place) {
        return place.resolveSibling(place.getFileName() + ".log");
    }

    private long run(List<String> arguments, Path place, Map<String, String> more, Path log)
            throws InterruptedException {
        List<String> words = new ArrayList<>(List.of(program.toString()));
        words.addAll(arguments);
        ProcessBuilder builder =
                new ProcessBuilder(words)
                        .directory(place.toFile())
                        .redirectInput(Path.of("/dev/null").toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        builder.environment().putAll(more);
        long began = System.nanoTime();
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(program + " cannot be started", e);
        }
        try {
            if (!process.waitFor(LONGEST.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new IllegalStateException(
                        "openclaw %s did not end within %d s; see %s"
                                .formatted(arguments.getFirst(), LONGEST.toSeconds(), log));
            }
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        long took = System.nanoTime() - began;
        if (process.exitValue() != 0) {
            throw new IllegalStateException(
                    "openclaw %s failed with exit code %d: %s"
                            .formatted(arguments.getFirst(), process.exitValue(), end(log)));
        }
        return took;
    }

    /** The last line of what it said. */
    private static String end(Path log) {
        try {
            String said = new String(Files.readAllBytes(log), StandardCharsets.UTF_8).strip();
            return said.substring(said.lastIndexOf('\n') + 1);
        } catch (IOException e) {
            return "and said nothing";
        }
    }
}
