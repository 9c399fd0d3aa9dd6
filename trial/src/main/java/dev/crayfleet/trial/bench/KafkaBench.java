package dev.crayfleet.trial.bench;

import static dev.crayfleet.trial.measure.Markdown.format;

import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.trial.bench.BenchPlan.PacedLoad;
import dev.crayfleet.trial.bench.BenchReport.KafkaLatency;
import dev.crayfleet.trial.bench.BenchReport.KafkaRate;
import dev.crayfleet.trial.bench.kafka.KafkaBaseline;
import dev.crayfleet.trial.bench.kafka.TaskSource;
import dev.crayfleet.trial.measure.Latency;
import dev.crayfleet.trial.measure.Rounding;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Measures what Kafka alone does, as a baseline for what Crayfleet does. */
final class KafkaBench {
    private final BenchPlan.KafkaPlan plan;
    private final KafkaSettings kafka;
    private final String runId;
    private final Consumer<String> progress;

    KafkaBench(
            BenchPlan.KafkaPlan plan,
            KafkaSettings kafka,
            String runId,
            Consumer<String> progress) {
        this.plan = plan;
        this.kafka = kafka;
        this.runId = runId;
        this.progress = progress;
    }

    record KafkaResults(List<KafkaLatency> latencies, List<KafkaRate> rates) {
        static final KafkaResults NONE = new KafkaResults(List.of(), List.of());
    }

    /**
     * @param withRates whether batched rates are measured as well
     */
    KafkaResults measure(boolean withRates) throws InterruptedException {
        List<KafkaLatency> latencies = new ArrayList<>();
        List<KafkaRate> rates = new ArrayList<>();
        try (KafkaBaseline baseline = new KafkaBaseline(kafka, runId, TaskSource.sample())) {
            progress.accept("Kafka alone: warming up");
            baseline.hop(0, plan.warmUp());
            baseline.roundTrip(0, plan.warmUp());
            baseline.roundTripRate(plan.warmUp());
            for (PacedLoad load : plan.loads()) {
                progress.accept(
                        "Kafka alone: %,d records at %.0f a second, twice"
                                .formatted(load.count(), load.perSecond()));
                latencies.add(
                        latency(
                                BenchReport.HOP,
                                load,
                                baseline.hop(load.perSecond(), load.count())));
                latencies.add(
                        latency(
                                BenchReport.ROUND_TRIP,
                                load,
                                baseline.roundTrip(load.perSecond(), load.count())));
            }
            if (withRates) {
                progress.accept("Kafka alone: batched");
                rates.add(rate("produce", baseline.produceRate(plan.batch())));
                rates.add(rate(BenchReport.ROUND_TRIP + "s", baseline.roundTripRate(plan.batch())));
            }
        }
        return new KafkaResults(latencies, rates);
    }

    private KafkaLatency latency(String what, PacedLoad load, long[] nanos) {
        KafkaLatency latency = new KafkaLatency(what, load.perSecond(), Latency.ofNanos(nanos));
        progress.accept(
                format(
                        "%s at %.0f a second: %s",
                        what, load.perSecond(), latency.latency().summary()));
        return latency;
    }

    private KafkaRate rate(String what, double perSecond) {
        progress.accept(format("%s: %,.0f a second", what, perSecond));
        return new KafkaRate(what, plan.batch(), Rounding.to1(perSecond));
    }
}
