package dev.crayfleet.runner.kafka;

import dev.crayfleet.contract.Pool;
import dev.crayfleet.runner.RequiresRunner;
import dev.crayfleet.runner.run.Runner;
import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import jakarta.inject.Singleton;
import java.util.Map;
import org.reactivestreams.Publisher;

/** Up while every pool that is served by now has got a heartbeat lately. */
@Singleton
@RequiresRunner
final class RunnerHealth implements HealthIndicator {
    private final RunnerLifecycle lifecycle;

    RunnerHealth(RunnerLifecycle lifecycle) {
        this.lifecycle = lifecycle;
    }

    @Override
    public Publisher<HealthResult> getResult() {
        return Publishers.just(
                lifecycle
                        .status()
                        .map(RunnerHealth::result)
                        .orElseGet(
                                () -> HealthResult.builder("runner", HealthStatus.DOWN).build()));
    }

    private static HealthResult result(Runner.Status status) {
        return HealthResult.builder("runner", status.joined() ? HealthStatus.UP : HealthStatus.DOWN)
                .details(
                        Map.of(
                                "runner", status.holder().runner().value(),
                                "incarnation", status.holder().incarnation().value(),
                                "executor", status.executor(),
                                "slots", status.slots(),
                                "busy", status.busy(),
                                "joined", status.joined(),
                                "state", state(status),
                                "starting", status.starting().stream().map(Pool::value).toList(),
                                "draining", status.draining(),
                                "lastHeardMillis", status.silence().toMillis()))
                .build();
    }

    /** For people, in one word. */
    private static String state(Runner.Status status) {
        if (status.draining()) {
            return "draining";
        }
        if (status.joined()) {
            return "ready";
        }
        return status.starting().isEmpty() ? "joining" : "starting";
    }
}
