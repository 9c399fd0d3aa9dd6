package dev.crayfleet.runner;

import dev.crayfleet.contract.RunOutcome;
import dev.crayfleet.runner.run.Runner;
import dev.crayfleet.runner.run.RunnerMetrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * All meters of a runner.
 *
 * <pre>
 * crayfleet.runner.slots                        offered
 * crayfleet.runner.busy                         of them; never above slots
 * crayfleet.runner.attempts{outcome}            timer: agents that were started and are gone
 * crayfleet.runner.refused                      claims given back at once; should stay 0
 * crayfleet.runner.fenced                       sessions that ended early; alert when it rises
 * crayfleet.runner.skipped                      records on claims that could not be read
 * </pre>
 */
@Singleton
@RequiresRunner
public final class RunnerMeters implements RunnerMetrics {
    private final MeterRegistry registry;
    private final Counter refused;
    private final Counter fenced;
    private final Counter skipped;

    RunnerMeters(MeterRegistry registry) {
        this.registry = registry;
        this.refused = registry.counter("crayfleet.runner.refused");
        this.fenced = registry.counter("crayfleet.runner.fenced");
        this.skipped = registry.counter("crayfleet.runner.skipped");
    }

    /** Registers the gauges, which ask for the status whenever they are read. */
    public void watch(Supplier<Runner.Status> status) {
        Gauge.builder("crayfleet.runner.slots", () -> status.get().slots()).register(registry);
        Gauge.builder("crayfleet.runner.busy", () -> status.get().busy()).register(registry);
    }

    @Override
    public void ended(RunOutcome outcome, Duration duration) {
        String tag =
                switch (outcome) {
                    case RunOutcome.Succeeded succeeded -> "succeeded";
                    case RunOutcome.Failed failed -> failed.kind().word();
                };
        Timer.builder("crayfleet.runner.attempts")
                .tag("outcome", tag)
                .register(registry)
                .record(duration);
    }

    @Override
    public void refused() {
        refused.increment();
    }

    @Override
    public void fenced() {
        fenced.increment();
    }

    /** A record on claims could not be read. */
    public void skipped() {
        skipped.increment();
    }
}
