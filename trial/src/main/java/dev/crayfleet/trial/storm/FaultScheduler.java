package dev.crayfleet.trial.storm;

import dev.crayfleet.trial.process.Child;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** Breaks what the plan says when it says it, and puts it right again. */
final class FaultScheduler implements AutoCloseable {
    private static final int THREADS = 16;

    /** What is not well again by then is hit nevertheless. */
    private static final Duration WELL_FIRST = Duration.ofSeconds(60);

    private static final Duration KAFKA_MISSED = Duration.ofSeconds(120);
    private static final Duration STOPS_WITHIN = Duration.ofSeconds(60);
    private static final Duration LOOK_EVERY = Duration.ofMillis(10);

    private final int kinds;
    private final StormFleet fleet;
    private final FaultInjector harm;
    private final Consumer<Violation> sink;
    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(THREADS);
    private final Map<FaultKind, Integer> done = new EnumMap<>(FaultKind.class);
    private final CountDownLatch ending = new CountDownLatch(1);
    private final CountDownLatch directed = new CountDownLatch(1);
    private volatile boolean tasksIn;
    // The next three are guarded by done.
    private final Set<FaultKind> begun = EnumSet.noneOf(FaultKind.class);
    private final Set<String> broken = new HashSet<>();
    private final Set<FaultKind.Target> concerned = EnumSet.noneOf(FaultKind.Target.class);
    private final AtomicInteger gaveUp = new AtomicInteger();
    private volatile long brokerHit = System.nanoTime() - KAFKA_MISSED.toNanos();
    private volatile String last = "none yet";

    /**
     * @param kinds of faults that are to happen
     */
    FaultScheduler(int kinds, StormFleet fleet, FaultInjector harm, Consumer<Violation> sink) {
        this.kinds = kinds;
        this.fleet = fleet;
        this.harm = harm;
        this.sink = sink;
    }

    /** Begins now. */
    void begin(List<Fault> plan) {
        threads.execute(() -> direct(plan));
        var unused = threads.scheduleWithFixedDelay(this::look, 1, 1, TimeUnit.SECONDS);
    }

    /** No more tasks come in: what has happened before need not happen again. */
    void tasksAreIn() {
        tasksIn = true;
    }

    /** Which kinds have happened, or are happening. */
    int kindsBegun() {
        synchronized (done) {
            return begun.size();
        }
    }

    /** One after the other, each at its time, or later where the machine is slow. */
    private void direct(List<Fault> plan) {
        long start = System.nanoTime();
        try {
            for (Fault fault : plan) {
                long left = start + fault.at().toNanos() - System.nanoTime();
                if (ending.await(Math.max(0, left), TimeUnit.NANOSECONDS)) {
                    return;
                }
                Child target = fleet.target(fault);
                if (hasTurn(fault, target)) {
                    threads.execute(() -> inflict(fault, target));
                }
            }
            directed.countDown();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** How often each kind has happened. */
    Map<FaultKind, Integer> done() {
        synchronized (done) {
            return new EnumMap<>(done);
        }
    }

    /** The latest one, for people. */
    String last() {
        return last;
    }

    /** Whether everything has happened and was put right within the limit. */
    boolean awaitEnd(Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        if (!directed.await(limit.toNanos(), TimeUnit.NANOSECONDS)) {
            return false;
        }
        synchronized (done) {
            while (!broken.isEmpty()) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                TimeUnit.NANOSECONDS.timedWait(done, left);
            }
            return begun.size() == kinds;
        }
    }

    @Override
    public void close() {
        ending.countDown();
        threads.shutdownNow();
        harm.end();
        try {
            if (!threads.awaitTermination(STOPS_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
                sink.accept(
                        new Violation("the storm itself", "a fault does not end", "its threads"));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void inflict(Fault fault, Child target) {
        try {
            if (!target.running()) {
                target.start();
            }
            wellFirst(target);
            if (fault.kind() == FaultKind.BROKER_KILLED) {
                brokerHit = System.nanoTime();
            }
            harm.inflict(fault.kind(), target);
            last = fault.kind().words() + (isMany(fault) ? " (" + target.name() + ")" : "");
            var unused =
                    threads.schedule(
                            () -> relieve(fault, target),
                            fault.lasts().toMillis(),
                            TimeUnit.MILLISECONDS);
        } catch (IOException | RuntimeException e) {
            failed(fault, e);
            over(fault, target);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * The plan leaves time between two faults to the same; a slow machine may need more.
     *
     * @return false if it is not to happen any more
     */
    private boolean hasTurn(Fault fault, Child target) throws InterruptedException {
        FaultKind.Target kind = fault.kind().target();
        synchronized (done) {
            while (broken.contains(target.name())
                    || kind != FaultKind.Target.RUNNER
                            && concerned.stream().anyMatch(other -> other.concerns(kind))) {
                TimeUnit.NANOSECONDS.timedWait(done, LOOK_EVERY.toNanos());
                if (tasksIn && begun.contains(fault.kind())) {
                    return false;
                }
            }
            if (tasksIn && begun.contains(fault.kind())) {
                return false;
            }
            begun.add(fault.kind());
            broken.add(target.name());
            if (kind != FaultKind.Target.RUNNER) {
                concerned.add(kind);
            }
            return true;
        }
    }

    private static boolean isMany(Fault fault) {
        return fault.kind().target() == FaultKind.Target.RUNNER
                || fault.kind().target() == FaultKind.Target.DISPATCHER;
    }

    /** So that each recovery is of one fault, and a fault meets somebody at work. */
    private static void wellFirst(Child target) {
        long deadline = System.nanoTime() + WELL_FIRST.toNanos();
        while (target.running() && !target.healthy() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
        }
    }

    private void relieve(Fault fault, Child target) {
        try {
            harm.undo(fault.kind(), target);
        } catch (RuntimeException e) {
            failed(fault, e);
        } finally {
            over(fault, target);
        }
    }

    private void over(Fault fault, Child target) {
        wellFirst(target);
        synchronized (done) {
            broken.remove(target.name());
            concerned.remove(fault.kind().target());
            done.merge(fault.kind(), 1, Integer::sum);
            done.notifyAll();
        }
    }

    /**
     * A service that ends is started again, as a service manager does. It may end by itself only
     * where it had to wait too long for Kafka.
     */
    private void look() {
        for (Child child : fleet.all()) {
            boolean isBroken;
            synchronized (done) {
                isBroken = broken.contains(child.name());
            }
            if (isBroken || child.running()) {
                continue;
            }
            if (System.nanoTime() - brokerHit > KAFKA_MISSED.toNanos()) {
                sink.accept(
                        new Violation(child.name(), "it ended by itself", child.log().toString()));
            }
            gaveUp.incrementAndGet();
            child.start();
        }
    }

    /** How often a service gave up because it missed Kafka, and was started again. */
    int gaveUp() {
        return gaveUp.get();
    }

    private void failed(Fault fault, Exception e) {
        sink.accept(
                new Violation(
                        "the storm itself", "%s failed: %s".formatted(fault, e), "its own code"));
    }
}
