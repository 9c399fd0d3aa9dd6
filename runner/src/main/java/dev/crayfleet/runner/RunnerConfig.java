package dev.crayfleet.runner;

import dev.crayfleet.agents.command.CommandSettings;
import dev.crayfleet.agents.cost.PriceUnit;
import dev.crayfleet.agents.openclaw.ThinkingFallback;
import dev.crayfleet.agents.workspace.WorkspaceSettings;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.runner.run.RunnerPolicy;
import dev.crayfleet.runner.slots.TimeLimits;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that can be set about a runner. Property names have the prefix {@code crayfleet.runner.}, and
 * an environment variable for each ({@code CRAYFLEET_RUNNER_POOLS}); names of the earlier systems
 * work as well, and lose against ours.
 *
 * @param terms {@code id} (default {@code runner-<host>-<4 hex>}); {@code pools} (default {@code
 *     default=<cores>}); {@code lease} (15s, until the dispatcher says otherwise) and {@code
 *     lease-margin} (5s); {@code drain-timeout} (30s); {@code kill-grace} (4s)
 * @param beat {@code beat} (2s): how often it says that it is well, and tells progress
 * @param executors which way agents are run
 * @param limits {@code timeout} ({@code TIMEOUT}, seconds; overrides all), {@code timeout-usual}
 *     (120s), {@code timeout-high} (300s, for thinking of high and above)
 * @param workspaces {@code workers} ({@code WORKERS_DIR}, default {@code workers}), {@code
 *     agents-md-template} ({@code AGENTS_MD_TEMPLATE}), {@code worker-retention-hours} ({@code
 *     WORKER_RETENTION_HOURS}, 24), {@code summary-max-length} ({@code SUMMARY_MAX_LENGTH}, 2000),
 *     {@code log-bytes} (10 MiB)
 * @param openclaw how OpenClaw is found and run
 * @param gateway which of OpenClaw's Gateways is used, where one is
 * @param command what is run where it is not OpenClaw
 * @param safety what agents are held to
 * @param leaving when the runner leaves by itself
 * @param patience {@code patience} (30s): how long Kafka may take at the start, and to take or give
 *     one big file
 * @param demo the built-in agent
 */
public record RunnerConfig(
        RunnerPolicy terms,
        Duration beat,
        ExecutorChoices executors,
        TimeLimits limits,
        WorkspaceSettings workspaces,
        OpenClaw openclaw,
        Gateway gateway,
        CommandSettings command,
        Safety safety,
        Leaving leaving,
        Duration patience,
        Demo demo) {

    /** Which executor runs the agents. */
    public enum ExecutorChoice {
        AUTO,
        OPENCLAW_EXEC,
        OPENCLAW_GATEWAY,
        COMMAND,
        DEMO,
        NOOP
    }

    /**
     * @param usual {@code executor}: {@code auto} (OpenClaw's Gateway if {@code gateway-url} is
     *     set, else OpenClaw if it is found, else the demo agent), {@code openclaw-exec}, {@code
     *     openclaw-gateway}, {@code command}, {@code demo}; {@code noop} runs nothing, for
     *     benchmarks
     * @param byPool {@code executors}: for some pools another, {@code auditor=command}
     */
    public record ExecutorChoices(ExecutorChoice usual, Map<Pool, ExecutorChoice> byPool) {
        public ExecutorChoices {
            byPool = Map.copyOf(byPool);
        }

        ExecutorChoice of(Pool pool) {
            return byPool.getOrDefault(pool, usual);
        }
    }

    /**
     * @param bin {@code openclaw-bin} ({@code OPENCLAW_BIN}): the program; absent means to look for
     *     it in PATH and the usual places
     * @param config {@code openclaw-config} ({@code OPENCLAW_CONFIG_PATH}, default {@code
     *     ~/.openclaw/openclaw.json})
     * @param stateDir {@code openclaw-state-dir} ({@code OPENCLAW_STATE_DIR}); absent leaves it to
     *     OpenClaw
     * @param priceUnit {@code price-unit}: {@code per-1k} (default) or {@code per-1m}: what the
     *     prices in openclaw.json are for
     * @param passEnv {@code pass-env}: further environment variables for agents, separated by
     *     commas; those that openclaw.json refers to as <code>${NAME}</code> need not be named
     * @param extraPythonPath {@code extra-pythonpath} ({@code EXTRA_PYTHONPATH}): put before
     *     PYTHONPATH
     * @param startGrace {@code start-grace} (15s): what OpenClaw may take beyond a task's time, to
     *     start and to end by itself; then it is stopped
     * @param thinkingFallback {@code thinking-fallback}: {@code nearest} (default) or {@code
     *     refuse}, for a level that the model does not have
     */
    public record OpenClaw(
            @Nullable Path bin,
            Path config,
            @Nullable Path stateDir,
            PriceUnit priceUnit,
            List<String> passEnv,
            @Nullable String extraPythonPath,
            Duration startGrace,
            ThinkingFallback thinkingFallback) {
        public OpenClaw {
            passEnv = List.copyOf(passEnv);
        }
    }

    /**
     * @param delay {@code demo-delay} (0s): how long the demo agent pretends to work
     * @param journal {@code demo-journal}: a file to which a line is added for each of its starts;
     *     absent means none
     */
    public record Demo(Duration delay, @Nullable Path journal) {}

    /**
     * @param url {@code gateway-url}: {@code ws://127.0.0.1:18789}, of one that runs already;
     *     absent for one of the runner's own
     * @param token {@code gateway-token} ({@code OPENCLAW_GATEWAY_TOKEN}): what opens that one
     * @param agent {@code gateway-agent} (main): which of its agents does the work
     * @param port {@code gateway-port} (0, any that is free): of the runner's own; it takes three
     *     more above it
     * @param stateDir {@code gateway-state-dir} (in the folder of the workers): of the runner's own
     * @param patience {@code gateway-patience} (90s): how long it may take at the start
     */
    public record Gateway(
            @Nullable URI url,
            @Nullable String token,
            String agent,
            int port,
            @Nullable Path stateDir,
            Duration patience) {
        @Override
        public String toString() {
            return "Gateway[url=%s, agent=%s, port=%d]".formatted(url, agent, port);
        }
    }

    /** How much agents may do. */
    public enum Mode {
        FULL,
        RESTRICTED
    }

    /**
     * @param mode {@code mode}: {@code full} (default), {@code restricted} (no shell, files only in
     *     the workspace)
     * @param modes {@code modes}: for some pools another, {@code auditor=restricted}
     * @param cpu {@code cpu-limit} (0s, none): processor time of each of its processes
     * @param memoryBytes {@code memory-limit-mb} (0, none)
     * @param processes {@code process-limit} (0, none)
     * @param runAs {@code run-as}: the user that agents run as, where the runner is root
     * @param silence {@code silence-timeout} (0s, none): stopped when nothing was heard of it for
     *     so long
     */
    public record Safety(
            Mode mode,
            Map<Pool, Mode> modes,
            Duration cpu,
            long memoryBytes,
            int processes,
            @Nullable String runAs,
            Duration silence) {
        public static final Safety NONE =
                new Safety(Mode.FULL, Map.of(), Duration.ZERO, 0, 0, null, Duration.ZERO);

        public Safety {
            modes = Map.copyOf(modes);
        }

        Mode of(Pool pool) {
            return modes.getOrDefault(pool, mode);
        }
    }

    /**
     * @param maxTasks {@code max-tasks} (0, never): after so many attempts
     * @param idle {@code idle-exit} ({@code MAX_IDLE_TIME}, seconds; 0s, never): after so long
     *     without work
     */
    public record Leaving(int maxTasks, Duration idle) {
        public static final Leaving NEVER = new Leaving(0, Duration.ZERO);
    }

    /**
     * @throws IllegalArgumentException if a time is out of range
     */
    public RunnerConfig {
        if (!beat.isPositive() || beat.compareTo(terms.lease().patience()) >= 0) {
            throw new IllegalArgumentException(
                    "a beat every %s is not often enough for a lease of %s"
                            .formatted(beat, terms.lease().lease()));
        }
        if (patience.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("patience must be at least 1s");
        }
        for (Pool pool : executors.byPool().keySet()) {
            if (!terms.slots().containsKey(pool)) {
                throw new IllegalArgumentException(
                        "executors names pool %s, which pools does not".formatted(pool));
            }
        }
        for (Pool pool : safety.modes().keySet()) {
            if (!terms.slots().containsKey(pool)) {
                throw new IllegalArgumentException(
                        "modes names pool %s, which pools does not".formatted(pool));
            }
        }
        if (demo.delay().isNegative() || openclaw.startGrace().isNegative()) {
            throw new IllegalArgumentException("demo-delay and start-grace cannot be negative");
        }
    }
}
