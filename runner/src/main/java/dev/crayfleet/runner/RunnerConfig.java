package dev.crayfleet.runner;

import dev.crayfleet.runner.cost.PriceUnit;
import dev.crayfleet.runner.run.RunnerTerms;
import dev.crayfleet.runner.slots.TimeLimits;
import dev.crayfleet.runner.workspace.WorkspaceSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that can be set about a runner. Property names have the prefix {@code crayfleet.runner.}, and
 * an environment variable for each ({@code CRAYFLEET_RUNNER_POOLS}); names of the earlier systems
 * work as well, and lose against ours.
 *
 * @param terms {@code id} (default {@code runner-<host>-<4 hex>}); {@code pools} (default {@code
 *     default=<cores>}); {@code lease} (15s, until the dispatcher says otherwise) and {@code
 *     lease-margin} (5s); {@code drain-timeout} (30s); {@code kill-grace} (5s)
 * @param beat {@code beat} (2s): how often it says that it is well, and tells progress
 * @param executor {@code executor}: {@code auto} (OpenClaw if it is found, else the demo agent),
 *     {@code openclaw-exec}, {@code demo}; {@code noop} runs nothing, for benchmarks
 * @param limits {@code timeout} ({@code TIMEOUT}, seconds; overrides all), {@code timeout-usual}
 *     (120s), {@code timeout-high} (300s, for thinking of high and above)
 * @param workspaces {@code workers} ({@code WORKERS_DIR}, default {@code workers}), {@code
 *     agents-md-template} ({@code AGENTS_MD_TEMPLATE}), {@code worker-retention-hours} ({@code
 *     WORKER_RETENTION_HOURS}, 24), {@code summary-max-length} ({@code SUMMARY_MAX_LENGTH}, 2000),
 *     {@code log-bytes} (10 MiB)
 * @param openclaw how OpenClaw is found and run
 * @param patience {@code patience} (30s): how long Kafka may take at the start, and to take or give
 *     one big file
 * @param demo the built-in agent
 */
public record RunnerConfig(
        RunnerTerms terms,
        Duration beat,
        ExecutorChoice executor,
        TimeLimits limits,
        WorkspaceSettings workspaces,
        OpenClaw openclaw,
        Duration patience,
        Demo demo) {

    /** Which executor runs the agents. */
    public enum ExecutorChoice {
        AUTO,
        OPENCLAW_EXEC,
        DEMO,
        NOOP
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
     */
    public record OpenClaw(
            @Nullable Path bin,
            Path config,
            @Nullable Path stateDir,
            PriceUnit priceUnit,
            List<String> passEnv,
            @Nullable String extraPythonPath,
            Duration startGrace) {
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
        if (demo.delay().isNegative() || openclaw.startGrace().isNegative()) {
            throw new IllegalArgumentException("demo-delay and start-grace cannot be negative");
        }
    }
}
