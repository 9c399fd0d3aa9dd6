package dev.crayfleet.trial.storm;

import dev.crayfleet.trial.process.Child;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Starts services again that have ended without a fault, as a service manager would. A service may
 * end by itself only after the broker was killed.
 */
final class ProcessSupervisor {
    /** A service that ends within this after the broker was killed may have ended because of it. */
    private static final Duration KAFKA_LOSS_PERIOD = Duration.ofSeconds(120);

    private final StormFleet fleet;
    private final FaultRegistry registry;
    private final Consumer<Violation> violations;
    private final AtomicInteger restarts = new AtomicInteger();
    private volatile long brokerKilledNanos = System.nanoTime() - KAFKA_LOSS_PERIOD.toNanos();

    ProcessSupervisor(StormFleet fleet, FaultRegistry registry, Consumer<Violation> violations) {
        this.fleet = fleet;
        this.registry = registry;
        this.violations = violations;
    }

    void brokerKilled() {
        brokerKilledNanos = System.nanoTime();
    }

    /** How often a service was started again. */
    int restarts() {
        return restarts.get();
    }

    /** Starts what has ended; a violation where it had no reason to end. */
    void restartEnded() {
        for (Child child : fleet.allProcesses()) {
            if (registry.isFaulty(child.name()) || child.isRunning()) {
                continue;
            }
            if (System.nanoTime() - brokerKilledNanos > KAFKA_LOSS_PERIOD.toNanos()) {
                violations.accept(
                        new Violation(child.name(), "it ended by itself", child.log().toString()));
            }
            restarts.incrementAndGet();
            child.start();
        }
    }
}
