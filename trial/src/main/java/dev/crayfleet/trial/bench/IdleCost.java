package dev.crayfleet.trial.bench;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.crayfleet.trial.bench.kafka.KafkaWrites.WriteCounts;
import dev.crayfleet.trial.bench.kafka.TopicKind;
import dev.crayfleet.trial.measure.Latency;
import dev.crayfleet.trial.measure.Markdown;
import dev.crayfleet.trial.measure.Rounding;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a fleet costs that has nothing to do.
 *
 * @param cpu percent of one core, by process
 * @param transactions committed per second, by any client
 * @param laneTransactions the dispatcher's transactions per second in the busiest lane
 * @param bytes that Kafka wrote per second
 * @param start latency of tasks at one a second, measured afterwards in the same state; absent if
 *     not measured
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record IdleCost(
        String what,
        double seconds,
        Map<String, Double> cpu,
        double transactions,
        double laneTransactions,
        Map<TopicKind, Double> bytes,
        @Nullable Latency start) {
    static final String LOCAL = "a whole local fleet";
    static final String DISPATCHER = "dispatcher, one runner";

    static IdleCost of(String what, double seconds, Map<String, Double> cpu, WriteCounts written) {
        double time = written.time().toNanos() / 1e9;
        Map<TopicKind, Double> bytes = new TreeMap<>();
        written.bytes().forEach((kind, sum) -> bytes.put(kind, Rounding.to1(sum / time)));
        return new IdleCost(
                what,
                Rounding.to1(seconds),
                cpu,
                Rounding.to3(written.transactions() / time),
                Rounding.to3(written.busiestLane() / time),
                bytes,
                null);
    }

    IdleCost withStart(Latency latency) {
        return new IdleCost(what, seconds, cpu, transactions, laneTransactions, bytes, latency);
    }

    /** Percent of one core; 0 if there is no such process. */
    double cpuOf(String process) {
        return cpu.getOrDefault(process, 0.0);
    }

    /** For progress messages. */
    String summary() {
        return Markdown.format(
                "idle, %s: %s %% of a core; %.2f transactions a second, %.2f in the busiest lane",
                what, cpu, transactions, laneTransactions);
    }
}
