package dev.crayfleet.trial.bench;

import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.trial.bench.kafka.KafkaWrites;
import dev.crayfleet.trial.measure.CpuTimes;
import java.util.Map;
import java.util.function.Consumer;

/** Measures over a window of time what idle processes use. */
final class IdleWindow {
    private final BenchPlan.IdlePlan plan;
    private final Consumer<String> progress;

    IdleWindow(BenchPlan.IdlePlan plan, Consumer<String> progress) {
        this.plan = plan;
        this.progress = progress;
    }

    /**
     * Waits for the settle time and then measures over the window.
     *
     * @param what names the state of the fleet in the report
     * @param check throws if something that has to run meanwhile does not
     */
    IdleCost measure(
            String what, KafkaSettings kafka, Map<String, ProcessHandle> processes, Runnable check)
            throws InterruptedException {
        try (KafkaWrites writes = new KafkaWrites(kafka)) {
            Thread.sleep(plan.settleTime());
            KafkaWrites.WriteSnapshot snapshot = writes.snapshot();
            CpuTimes before = CpuTimes.of(processes);
            long started = System.nanoTime();
            Thread.sleep(plan.window());
            CpuTimes after = CpuTimes.of(processes);
            double seconds = (System.nanoTime() - started) / 1e9;
            KafkaWrites.WriteCounts written = writes.since(snapshot);
            check.run();
            Map<String, Double> percentOfCore = after.since(before, 1e7 * seconds);
            IdleCost cost = IdleCost.of(what, seconds, percentOfCore, written);
            progress.accept(cost.summary());
            return cost;
        }
    }
}
