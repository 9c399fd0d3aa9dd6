package dev.crayfleet.runner;

import dev.crayfleet.agents.keys.ProxyUsage;
import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.RunOutcome;
import dev.crayfleet.runner.run.Runner;
import dev.crayfleet.runner.run.RunnerMetrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/** All meters of a runner itself; docs/metrics.md says what they mean. All begin at 0. */
@Singleton
@RequiresRunner
public final class RunnerMeters implements RunnerMetrics {
    private static final String SUCCEEDED = "succeeded";
    private static final String TOKENS = "crayfleet.runner.model.tokens";

    private final MeterRegistry registry;
    private final Counter refused;
    private final Counter fenced;
    private final Counter skipped;

    /** Kept here, because the registry does not keep whom it asks. */
    private volatile Supplier<ProxyUsage> modelUsage = () -> ProxyUsage.NONE;

    RunnerMeters(MeterRegistry registry) {
        this.registry = registry;
        this.refused = registry.counter("crayfleet.runner.refused");
        this.fenced = registry.counter("crayfleet.runner.fenced");
        this.skipped = registry.counter("crayfleet.runner.skipped");
        attempts(SUCCEEDED);
        Arrays.stream(FailureKind.values()).map(FailureKind::word).forEach(this::attempts);
        countModels();
    }

    /** Registers the gauges, which ask for the status whenever they are read. */
    public void watch(Supplier<Runner.Status> status) {
        Gauge.builder("crayfleet.runner.slots", () -> status.get().slots()).register(registry);
        Gauge.builder("crayfleet.runner.busy", () -> status.get().busy()).register(registry);
    }

    /** What agents ask models for, which is asked for whenever it is read. */
    public void watchModels(Supplier<ProxyUsage> usage) {
        modelUsage = usage;
    }

    private void countModels() {
        count("crayfleet.runner.model.requests", Tags.empty(), ProxyUsage::requests);
        count(TOKENS, Tags.of("direction", "input"), ProxyUsage::inputTokens);
        count(TOKENS, Tags.of("direction", "output"), ProxyUsage::outputTokens);
        count("crayfleet.runner.model.unmetered", Tags.empty(), ProxyUsage::unmetered);
    }

    private void count(String name, Tags tags, ToLongFunction<ProxyUsage> number) {
        FunctionCounter.builder(name, this, meters -> number.applyAsLong(meters.modelUsage.get()))
                .tags(tags)
                .register(registry);
    }

    @Override
    public void ended(RunOutcome outcome, Duration duration) {
        String tag =
                switch (outcome) {
                    case RunOutcome.Succeeded succeeded -> SUCCEEDED;
                    case RunOutcome.Failed failed -> failed.kind().word();
                };
        attempts(tag).record(duration);
    }

    private Timer attempts(String outcome) {
        return registry.timer("crayfleet.runner.attempts", "outcome", outcome);
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
