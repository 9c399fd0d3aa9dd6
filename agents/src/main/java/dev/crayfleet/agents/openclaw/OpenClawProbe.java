package dev.crayfleet.agents.openclaw;

import dev.crayfleet.agents.executor.ProcessSettings;
import dev.crayfleet.agents.keys.ModelKeyVariable;
import dev.crayfleet.agents.process.AgentCommand;
import dev.crayfleet.agents.process.AgentProcess;
import dev.crayfleet.agents.process.AgentUsers;
import dev.crayfleet.agents.process.CancellationToken;
import dev.crayfleet.agents.process.ProcessResult;
import dev.crayfleet.agents.process.ProcessTimeouts;
import dev.crayfleet.agents.process.ResourceLimits;
import dev.crayfleet.agents.workspace.FolderDeletion;
import dev.crayfleet.contract.Texts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Whether OpenClaw's program starts, which is not known before it was started: its Node.js may be
 * too old or lack a library, its installation may be half done. It is asked for its version, as the
 * user that agents run as and with what agents get.
 */
public final class OpenClawProbe {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    /** To wait for a user, and to end what does not end by itself. */
    private static final Duration BESIDES = Duration.ofSeconds(45);

    private static final String LOG = "version.log";
    private static final int MAX_LOG_BYTES = 64 * 1024;
    private static final int MAX_SHOWN_CHARS = 300;

    private final Path program;
    private final ProcessSettings processes;
    private final Duration timeout;

    public OpenClawProbe(Path program, ProcessSettings processes) {
        this(program, processes, TIMEOUT);
    }

    OpenClawProbe(Path program, ProcessSettings processes, Duration timeout) {
        this.program = program;
        this.processes = processes;
        this.timeout = timeout;
    }

    /**
     * Starts it and waits for its answer, a minute at most.
     *
     * @return the answer, as in {@code OpenClaw 2026.9.6 (eb377ac)}
     * @throws IllegalStateException with a sentence for people, if it does not start
     */
    public String version() throws InterruptedException {
        FutureTask<String> answer = new FutureTask<>(this::ask);
        // What it starts is bound to the life of the thread, which a virtual one does not own.
        Thread asking = Thread.ofPlatform().name("openclaw-version").daemon().start(answer);
        try {
            return answer.get(timeout.plus(BESIDES).toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            asking.interrupt();
            throw e;
        } catch (TimeoutException e) {
            asking.interrupt();
            throw tooSlow();
        } catch (ExecutionException e) {
            Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
            if (cause instanceof IllegalStateException told) {
                throw told;
            }
            throw new IllegalStateException(
                    "%s cannot be started: %s".formatted(program, cause.getMessage()), e);
        }
    }

    private String ask() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("crayfleet-openclaw-");
        try (AgentUsers.Lease lease = processes.users().take()) {
            ResourceLimits limits = processes.limits().as(lease.user());
            // Made before somebody else could put a link there.
            Files.createFile(folder.resolve(LOG));
            limits.giveOwnership(folder);
            return read(
                    AgentProcess.run(command(folder, limits), new CancellationToken(), line -> {}));
        } finally {
            FolderDeletion.delete(folder);
        }
    }

    private AgentCommand command(Path folder, ResourceLimits limits) {
        Map<String, String> environment = processes.environment().forProgram(program, List.of());
        // To say its version it needs none.
        environment.keySet().removeIf(ModelKeyVariable::isModelKey);
        environment.put("TMPDIR", folder.toString());
        environment.put("OPENCLAW_NO_RESPAWN", "1");
        return new AgentCommand(
                new AgentCommand.Program(
                        List.of(program.toString(), "--version"), folder, environment),
                new AgentCommand.LogFile(folder.resolve(LOG), MAX_LOG_BYTES, processes.secrets()),
                new ProcessTimeouts(timeout, Duration.ZERO, processes.killGrace()),
                limits,
                "openclaw-version",
                launched -> {});
    }

    private String read(ProcessResult result) {
        if (result.stopCause() != null) {
            throw tooSlow();
        }
        String answer = Texts.oneLine(result.stdout().strip().lines().findFirst().orElse(""));
        if (result.exitCode() != 0 || answer.isEmpty()) {
            String said = result.lastErrorLine().isBlank() ? answer : result.lastErrorLine();
            throw new IllegalStateException(
                    "%s does not start: asked for its version it ended with code %d%s"
                            .formatted(
                                    program,
                                    result.exitCode(),
                                    said.isBlank() ? "." : ": " + shown(said)));
        }
        return shown(answer);
    }

    private IllegalStateException tooSlow() {
        return new IllegalStateException(
                "%s does not start: it did not say its version within %d s."
                        .formatted(program, timeout.toSeconds()));
    }

    private String shown(String text) {
        String masked = processes.secrets().mask(text);
        return masked.length() <= MAX_SHOWN_CHARS
                ? masked
                : masked.substring(0, MAX_SHOWN_CHARS) + "…";
    }
}
