package dev.crayfleet.trial.bench.executors;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.crayfleet.trial.measure.BenchTarget;
import dev.crayfleet.trial.measure.Latency;
import dev.crayfleet.trial.measure.Machine;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that one run has measured; the component names are those of its JSON. Times are milliseconds,
 * memory is MiB.
 *
 * @param growth absent if it was not measured
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ExecutorsReport(
        ExecutorsSetup setup,
        List<BenchTarget> targets,
        List<TaskCost> ways,
        List<TaskPhases> parts,
        List<GroupMemory> memory,
        @Nullable ResourceGrowth growth) {
    static final String HAND_EXEC = "openclaw agent exec, by hand";
    static final String HAND_AGENT = "openclaw agent, by hand";
    static final String BARE_TURN = "the gateway's own turn";
    static final String EXEC = "openclaw-exec";
    static final String GATEWAY = "openclaw-gateway";

    /**
     * @param openclaw its version
     * @param loadBefore the machine's load average over a minute; above 0 it had other work
     */
    record ExecutorsSetup(
            String at,
            String command,
            Machine machine,
            String openclaw,
            int runnerHeapMb,
            double loadBefore,
            double loadAfter,
            double seconds) {}

    /**
     * What a task costs with one way of running it.
     *
     * @param atOnce tasks that run at a time
     * @param wall time of one task, from its submission to its result
     * @param perMinute tasks
     * @param cpuMs of one task, of all processes but Kafka and the dispatcher; absent where the
     *     system does not provide it
     * @param runnerCpuMs the runner's own part of it; absent without a runner
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record TaskCost(
            String what,
            int atOnce,
            Latency wall,
            double perMinute,
            @Nullable Double cpuMs,
            @Nullable Double runnerCpuMs) {}

    /**
     * The phases of a task.
     *
     * @param claimed from its submission to the dispatcher's decision
     * @param started from there to the agent's start: Kafka, and the workspace
     * @param finished from there to the agent's end: the executor
     * @param seen from there to its result being read: Kafka, the dispatcher, Kafka
     */
    record TaskPhases(
            String what,
            int atOnce,
            Latency claimed,
            Latency started,
            Latency finished,
            Latency seen) {}

    /**
     * @param rss resident memory of all processes of the group
     * @param processes their number
     */
    record GroupMemory(String what, String when, int processes, double rss) {}

    /** The resources of a runner before and after many tasks. */
    record ResourceGrowth(int tasks, RunnerResources before, RunnerResources after) {}

    /**
     * The resources of an idle runner.
     *
     * @param heap used after a collection, MiB; absent where it cannot be read
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record RunnerResources(
            @Nullable Double heap,
            @Nullable Integer threads,
            @Nullable Integer descriptors,
            double rss) {}
}
