package dev.crayfleet.trial.bench.executors;

import dev.crayfleet.trial.measure.Rounding;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Adds up wall time and processor time over stretches of work. For one thread. */
final class CpuStopwatch {
    private final Supplier<Optional<Duration>> counter;
    private Duration wall = Duration.ZERO;
    private @Nullable Duration cpu = Duration.ZERO;
    private long began;
    private @Nullable Duration before;

    /**
     * @param counter of processor time; empty where the system does not say
     */
    CpuStopwatch(Supplier<Optional<Duration>> counter) {
        this.counter = counter;
    }

    void begin() {
        before = counter.get().orElse(null);
        began = System.nanoTime();
    }

    void end() {
        wall = wall.plusNanos(System.nanoTime() - began);
        Duration after = counter.get().orElse(null);
        cpu = cpu == null || before == null || after == null ? null : cpu.plus(after).minus(before);
    }

    double perMinute(int tasks) {
        return Rounding.to1(tasks * 60e9 / Math.max(1, wall.toNanos()));
    }

    /** Milliseconds for each; absent where the system does not say. */
    @Nullable Double cpuMs(int tasks) {
        return cpu == null ? null : Rounding.to1(cpu.toNanos() / 1e6 / tasks);
    }
}
