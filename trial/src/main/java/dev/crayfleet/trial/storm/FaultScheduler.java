package dev.crayfleet.trial.storm;

import dev.crayfleet.trial.process.Child;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** Injects the planned faults, each at its time, and ends each after its duration. */
final class FaultScheduler implements AutoCloseable {
    private static final int THREADS = 16;

    /** A target that is not healthy again within this is hit nevertheless. */
    private static final Duration HEALTHY_TIMEOUT = Duration.ofSeconds(60);

    private static final Duration HEALTH_INTERVAL = Duration.ofMillis(200);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(60);

    private final int expectedKinds;
    private final StormFleet fleet;
    private final FaultInjector injector;
    private final Consumer<Violation> violations;
    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(THREADS);
    private final FaultRegistry registry = new FaultRegistry();
    private final ProcessSupervisor supervisor;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final CountDownLatch allStarted = new CountDownLatch(1);
    private volatile String lastFault = "none yet";

    /**
     * @param expectedKinds how many kinds of faults have to happen
     */
    FaultScheduler(
            int expectedKinds,
            StormFleet fleet,
            FaultInjector injector,
            Consumer<Violation> violations) {
        this.expectedKinds = expectedKinds;
        this.fleet = fleet;
        this.injector = injector;
        this.violations = violations;
        this.supervisor = new ProcessSupervisor(fleet, registry, violations);
    }

    /** Offsets of the plan count from now. */
    void start(List<PlannedFault> plan) {
        threads.execute(() -> schedule(plan));
        var unused =
                threads.scheduleWithFixedDelay(supervisor::restartEnded, 1, 1, TimeUnit.SECONDS);
    }

    /** From here on a kind of fault that has happened is not injected again. */
    void allTasksSubmitted() {
        registry.allTasksSubmitted();
    }

    /** How many kinds of faults have begun. */
    int begunKinds() {
        return registry.begunKinds();
    }

    /** How often each kind of fault has been injected and ended. */
    Map<FaultKind, Integer> completedFaults() {
        return registry.completed();
    }

    /** The latest fault, for people. */
    String lastFault() {
        return lastFault;
    }

    /** How often a service ended because it had no Kafka, and was started again. */
    int restartsForWantOfKafka() {
        return supervisor.restarts();
    }

    /** Waits until all faults have ended; whether they did in time, and every kind happened. */
    boolean awaitEnd(Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        return allStarted.await(limit.toNanos(), TimeUnit.NANOSECONDS)
                && registry.awaitNoneActive(deadline)
                && registry.begunKinds() == expectedKinds;
    }

    @Override
    public void close() {
        stopping.countDown();
        threads.shutdownNow();
        injector.endDiscordFaults();
        try {
            if (!threads.awaitTermination(STOP_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
                violations.accept(
                        new Violation("the storm itself", "a fault does not end", "its threads"));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Starts one fault after the other, each at its time, or later where the machine is slow. */
    private void schedule(List<PlannedFault> plan) {
        long start = System.nanoTime();
        try {
            for (PlannedFault fault : plan) {
                long left = start + fault.startOffset().toNanos() - System.nanoTime();
                if (stopping.await(Math.max(0, left), TimeUnit.NANOSECONDS)) {
                    return;
                }
                Child target = fleet.targetOf(fault);
                if (registry.tryBegin(fault.kind(), target.name())) {
                    threads.execute(() -> inject(fault, target));
                }
            }
            allStarted.countDown();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void inject(PlannedFault fault, Child target) {
        try {
            if (!target.isRunning()) {
                target.start();
            }
            awaitHealthy(target);
            if (fault.kind() == FaultKind.BROKER_KILLED) {
                supervisor.brokerKilled();
            }
            injector.inject(fault.kind(), target);
            lastFault =
                    fault.kind().label() + (isOneOfMany(fault) ? " (" + target.name() + ")" : "");
            var unused =
                    threads.schedule(
                            () -> end(fault, target),
                            fault.duration().toMillis(),
                            TimeUnit.MILLISECONDS);
        } catch (IOException | RuntimeException e) {
            reportFailure(fault, e);
            complete(fault, target);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean isOneOfMany(PlannedFault fault) {
        return fault.kind().target() == FaultKind.FaultTarget.RUNNER
                || fault.kind().target() == FaultKind.FaultTarget.DISPATCHER
                || fault.kind().target() == FaultKind.FaultTarget.BROKER;
    }

    /** So that each recovery belongs to one fault, and each fault hits a process that works. */
    private static void awaitHealthy(Child target) {
        long deadline = System.nanoTime() + HEALTHY_TIMEOUT.toNanos();
        while (target.isRunning() && !target.isHealthy() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(HEALTH_INTERVAL.toNanos());
        }
    }

    private void end(PlannedFault fault, Child target) {
        try {
            injector.end(fault.kind(), target);
        } catch (RuntimeException e) {
            reportFailure(fault, e);
        } finally {
            complete(fault, target);
        }
    }

    private void complete(PlannedFault fault, Child target) {
        awaitHealthy(target);
        registry.complete(fault.kind(), target.name());
    }

    private void reportFailure(PlannedFault fault, Exception e) {
        violations.accept(
                new Violation(
                        "the storm itself", "%s failed: %s".formatted(fault, e), "its own code"));
    }
}
