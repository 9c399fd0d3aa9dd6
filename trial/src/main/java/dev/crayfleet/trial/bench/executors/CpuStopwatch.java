package dev.crayfleet.trial.bench.executors;

import dev.crayfleet.trial.measure.Rounding;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Adds up wall time and processor time over several periods. For one thread. */
final class CpuStopwatch {
    private final Supplier<Optional<Duration>> cpuCounter;
    private Duration wallTime = Duration.ZERO;
    private @Nullable Duration cpuTime = Duration.ZERO;
    private long startedNanos;
    private @Nullable Duration cpuBefore;

    /**
     * @param cpuCounter processor time so far; empty where the system does not provide it
     */
    CpuStopwatch(Supplier<Optional<Duration>> cpuCounter) {
        this.cpuCounter = cpuCounter;
    }

    void start() {
        cpuBefore = cpuCounter.get().orElse(null);
        startedNanos = System.nanoTime();
    }

    void stop() {
        wallTime = wallTime.plusNanos(System.nanoTime() - startedNanos);
        Duration cpuAfter = cpuCounter.get().orElse(null);
        cpuTime =
                cpuTime == null || cpuBefore == null || cpuAfter == null
                        ? null
                        : cpuTime.plus(cpuAfter).minus(cpuBefore);
    }

    /** Tasks per minute of wall time. */
    double perMinute(int tasks) {
        return Rounding.to1(tasks * 60e9 / Math.max(1, wallTime.toNanos()));
    }

    /** Milliseconds of processor time per task; absent where the system does not provide it. */
    @Nullable Double cpuMs(int tasks) {
        return cpuTime == null ? null : Rounding.to1(cpuTime.toNanos() / 1e6 / tasks);
    }
}
