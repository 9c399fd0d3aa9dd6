package dev.crayfleet.trial.bench;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.crayfleet.trial.bench.kafka.KafkaWrites.Kind;
import dev.crayfleet.trial.bench.kafka.KafkaWrites.Written;
import dev.crayfleet.trial.measure.Http;
import dev.crayfleet.trial.measure.Latency;
import dev.crayfleet.trial.measure.Markdown;
import dev.crayfleet.trial.measure.Rounding;
import dev.crayfleet.trial.measure.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All that one run has measured. Times are milliseconds, memory is MiB, rates are by second.
 *
 * @param idle what a fleet costs that has nothing to do
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
        List<Idle> idle,
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

    /**
     * @param cpu percent of one core, by process
     * @param transactions committed a second, by anybody
     * @param laneTransactions those of the dispatcher in the lane that had most
     * @param bytes that Kafka wrote a second
     * @param start of tasks at one a second, afterwards in the same state; absent where there were
     *     none
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Idle(
            String what,
            double seconds,
            Map<String, Double> cpu,
            double transactions,
            double laneTransactions,
            Map<Kind, Double> bytes,
            @Nullable Latency start) {
        static final String LOCAL = "a whole local fleet";
        static final String DISPATCHER = "dispatcher, one runner";

        static Idle of(String what, double seconds, Map<String, Double> cpu, Written written) {
            double time = written.time().toNanos() / 1e9;
            Map<Kind, Double> bytes = new TreeMap<>();
            written.bytes().forEach((kind, sum) -> bytes.put(kind, Rounding.to1(sum / time)));
            return new Idle(
                    what,
                    Rounding.to1(seconds),
                    cpu,
                    Rounding.to3(written.transactions() / time),
                    Rounding.to3(written.busiestLane() / time),
                    bytes,
                    null);
        }

        Idle with(Latency latency) {
            return new Idle(what, seconds, cpu, transactions, laneTransactions, bytes, latency);
        }

        /** Percent of one core; 0 where there is no such process. */
        double cpuOf(String process) {
            return cpu.getOrDefault(process, 0.0);
        }

        /** For people, while others are still being measured. */
        String words() {
            return Markdown.say(
                    "idle, %s: %s %% of a core; %.2f transactions a second, %.2f in the busiest lane",
                    what, cpu, transactions, laneTransactions);
        }
    }

    record Trouble(long retries, long stale, long failed, long deadLetters) {
        static final Trouble NONE = new Trouble(0, 0, 0, 0);

        /** What the dispatcher's meters say. */
        static Trouble of(String prometheus) {
            return new Trouble(
                    (long) Http.meter(prometheus, "crayfleet_retries_total", ""),
                    (long) Http.meter(prometheus, "crayfleet_runs_stale_total", ""),
                    (long)
                            (Http.meter(prometheus, "crayfleet_tasks_ended", "")
                                    - Http.meter(
                                            prometheus,
                                            "crayfleet_tasks_ended",
                                            "status=\"succeeded\"")),
                    (long) Http.meter(prometheus, "crayfleet_dead_letters_total", ""));
        }

        Trouble and(Trouble other) {
            return new Trouble(
                    retries + other.retries,
                    stale + other.stale,
                    failed + other.failed,
                    deadLetters + other.deadLetters);
        }

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
