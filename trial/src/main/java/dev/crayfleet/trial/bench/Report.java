package dev.crayfleet.trial.bench;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.crayfleet.trial.measure.Latency;
import dev.crayfleet.trial.measure.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that one run has measured. Times are milliseconds, memory is MiB, rates are by second.
 *
 * @param trouble what should be 0: {@code retries}, {@code stale}, {@code failed}, {@code
 *     deadLetters}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Report(
        Setup setup,
        List<Target> targets,
        List<Raw> rawLatency,
        List<Rate> rawRate,
        List<Start> startLatency,
        List<Throughput> throughput,
        List<Memory> memory,
        Trouble trouble) {
    static final String HOP = "transactional hop";
    static final String ROUND_TRIP = "transactional round trip";

    /**
     * @param load of the machine, over a minute, before and after: what above 0 before is others'
     * @param kafka {@code started}, or where it was given
     * @param settings of dispatcher and runner that are not the defaults
     */
    record Setup(
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

    /** Kafka alone. */
    record Raw(String what, double perSecond, Latency latency) {}

    /** Kafka alone, many records in a transaction. */
    record Rate(String what, int records, double perSecond) {}

    /**
     * From a task's record being produced to the runner's executor being started.
     *
     * @param untilClaimed the part of it until the dispatcher has decided
     * @param afterwards the rest: commit, claim read, slot taken
     * @param p50Ratio to the raw transactional round trip
     * @param against rate of the round trip it is held against
     */
    record Start(
            double perSecond,
            Latency latency,
            Latency untilClaimed,
            Latency afterwards,
            double p50Ratio,
            double p99Ratio,
            double against) {}

    /**
     * @param perSecond results
     * @param cpuMs for a task, by process: what says most where other work disturbs
     */
    record Timed(double perSecond, Map<String, Double> cpuMs) {}

    /**
     * Of results, through one lane.
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
        static Throughput of(String mode, int tasks, List<Timed> runs) {
            List<Double> rates = runs.stream().map(Timed::perSecond).toList();
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
     * @param rss resident
     * @param heap in use; absent where it could not be asked for
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Memory(String process, String when, double rss, @Nullable Double heap) {}

    record Trouble(long retries, long stale, long failed, long deadLetters) {
        boolean any() {
            return retries + stale + failed + deadLetters > 0;
        }
    }

    void write(Path file) throws IOException {
        new ObjectMapper()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .writeValue(file.toFile(), this);
    }
}
