package dev.crayfleet.trial.bench;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.crayfleet.trial.measure.BenchTarget;
import dev.crayfleet.trial.measure.Latency;
import dev.crayfleet.trial.measure.ProcessMemory;
import dev.crayfleet.trial.process.Child;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * All that one run has measured; the component names are those of its JSON. Times are milliseconds,
 * memory is MiB, rates are per second.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record BenchReport(
        BenchSetup setup,
        List<BenchTarget> targets,
        List<KafkaLatency> rawLatency,
        List<KafkaRate> rawRate,
        List<TaskStart> startLatency,
        List<Throughput> throughput,
        List<MemoryUse> memory,
        List<IdleCost> idle,
        FailureCounts trouble) {
    static final String HOP = "transactional hop";
    static final String ROUND_TRIP = "transactional round trip";

    /**
     * @param loadBefore the machine's load average over a minute; above 0 it had other work
     * @param kafka {@code started}, or the address of the given broker
     * @param settings of dispatcher and runner that are not the defaults
     */
    record BenchSetup(
            String at,
            String command,
            int cores,
            String system,
            String java,
            double loadBefore,
            double loadAfter,
            String kafka,
            int slots,
            int dispatcherHeapMb,
            int runnerHeapMb,
            Map<String, String> settings,
            double seconds) {}

    /** Latency of Kafka alone at a rate. */
    record KafkaLatency(String what, double perSecond, Latency latency) {}

    /** Throughput of Kafka alone, with many records in a transaction. */
    record KafkaRate(String what, int records, double perSecond) {}

    /**
     * From a task's record being produced to the runner's executor being started.
     *
     * @param untilClaimed the part until the dispatcher has decided
     * @param afterwards the rest: commit, claim read, slot taken
     * @param p50Ratio to Kafka's transactional round trip
     * @param against rate of the round trip with which it is compared
     */
    record TaskStart(
            double perSecond,
            Latency latency,
            Latency untilClaimed,
            Latency afterwards,
            double p50Ratio,
            double p99Ratio,
            double against) {}

    /**
     * @param perSecond results
     * @param cpuMs processor time of a task by process: the most reliable value on a busy machine
     */
    record ThroughputRun(double perSecond, Map<String, Double> cpuMs) {}

    /**
     * Results through one lane.
     *
     * @param mode {@code backlog}: produced before the runner joined; {@code steady}: submitted
     *     while it works
     * @param perSecond the median of the runs
     * @param cpuMs of the last run
     */
    record Throughput(
            String mode,
            int tasks,
            double perSecond,
            Map<String, Double> cpuMs,
            List<Double> runs) {
        static Throughput of(String mode, int tasks, List<ThroughputRun> runs) {
            List<Double> rates = runs.stream().map(ThroughputRun::perSecond).toList();
            List<Double> sorted = rates.stream().sorted().toList();
            return new Throughput(
                    mode,
                    tasks,
                    sorted.get((sorted.size() - 1) / 2),
                    runs.getLast().cpuMs(),
                    rates);
        }
    }

    /**
     * @param rss resident memory
     * @param heap used heap after a collection; absent where it cannot be read
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record MemoryUse(String process, String when, double rss, @Nullable Double heap) {
        static MemoryUse measure(String name, Child process, String when) {
            long pid = process.pid();
            double resident = ProcessMemory.residentMib(pid);
            OptionalDouble heap = ProcessMemory.usedHeapMib(pid, true);
            return new MemoryUse(
                    name, when, resident, heap.isPresent() ? heap.getAsDouble() : null);
        }
    }
}
