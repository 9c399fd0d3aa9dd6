package dev.crayfleet.cli.supervision;

import dev.crayfleet.agents.process.LimitedCommand;
import dev.crayfleet.agents.process.ProcessIdentity;
import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Starts and ends supervisors, and looks at their runners. */
public final class AgentProcesses {
    private static final long POLL_MS = 100;
    private static final Duration KILL_TIMEOUT = Duration.ofSeconds(5);
    private static final File NOTHING = new File("/dev/null");

    private AgentProcesses() {}

    /**
     * Starts a supervisor that goes on when the terminal is closed, in a session of its own.
     *
     * @param command of it
     * @throws IOException if it cannot be started
     */
    public static Process start(List<String> command) throws IOException {
        List<String> words = new ArrayList<>();
        Optional<String> setsid = LimitedCommand.findProgram("setsid");
        if (setsid.isPresent()) {
            words.add(setsid.get());
        } else {
            // Where there is no such program, it at least does not hear the terminal go.
            words.addAll(List.of("/bin/sh", "-c", "trap '' HUP; exec \"$@\"", "sh"));
        }
        words.addAll(command);
        return new ProcessBuilder(words)
                .redirectInput(NOTHING)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /**
     * Waits for the runner to be ready, or for the first failure.
     *
     * @param started the supervisor
     * @return why it is not ready; empty where it is
     */
    public static Optional<String> awaitReady(AgentFiles files, Process started, Duration timeout)
            throws InterruptedException {
        long startNanos = System.nanoTime();
        while (System.nanoTime() - startNanos < timeout.toNanos()) {
            Optional<AgentState> state = files.read();
            if (state.isPresent() && state.get().isSupervised()) {
                if (state.get().isReady()) {
                    return Optional.empty();
                }
                if (state.get().restarts() > 0) {
                    return Optional.of(
                            Optional.ofNullable(state.get().lastError())
                                    .orElse("its runner has ended; see " + files.log()));
                }
            } else if (!started.isAlive()) {
                return Optional.of("it has ended at once; see " + files.log());
            }
            boolean unused = started.waitFor(POLL_MS, TimeUnit.MILLISECONDS);
            if (!started.isAlive()) {
                Thread.sleep(POLL_MS);
            }
        }
        return Optional.of(
                "it was not ready within %d s; it goes on, and %s says what it waits for"
                        .formatted(timeout.toSeconds(), files.log()));
    }

    /**
     * Has a supervisor drain its runner and end; what is left after the timeout is killed. Also
     * ends a runner whose supervisor is gone.
     *
     * @return whether there was anything to end
     */
    public static boolean stop(AgentFiles files, Duration timeout)
            throws IOException, InterruptedException {
        Optional<AgentState> found = files.read();
        if (found.isEmpty()) {
            return false;
        }
        AgentState state = found.get();
        boolean wasThere = state.supervisor().stillRuns() || state.runner().stillRuns();
        if (state.supervisor().stillRuns()) {
            terminate(state.supervisor());
        } else {
            terminate(state.runner());
        }
        if (!await(state, timeout)) {
            // The runner may be another one by now.
            AgentState latest = files.read().orElse(state);
            kill(latest.supervisor());
            kill(latest.runner());
            kill(state.runner());
            boolean unused = await(latest, KILL_TIMEOUT);
        }
        files.forget();
        return wasThere;
    }

    private static boolean await(AgentState state, Duration timeout) throws InterruptedException {
        long startNanos = System.nanoTime();
        while (state.supervisor().stillRuns() || state.runner().stillRuns()) {
            if (System.nanoTime() - startNanos > timeout.toNanos()) {
                return false;
            }
            Thread.sleep(POLL_MS);
        }
        return true;
    }

    /** Only the very process that was written down: its number may be another's by now. */
    private static void terminate(ProcessIdentity process) {
        if (process.stillRuns()) {
            ProcessHandle.of(process.pid()).ifPresent(ProcessHandle::destroy);
        }
    }

    private static void kill(ProcessIdentity process) {
        if (process.stillRuns()) {
            ProcessHandle.of(process.pid()).ifPresent(ProcessHandle::destroyForcibly);
        }
    }
}
