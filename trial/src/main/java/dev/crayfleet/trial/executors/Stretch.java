package dev.crayfleet.trial.executors;

import dev.crayfleet.trial.measure.Round;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Adds up wall time and processor time over stretches of work. For one thread. */
final class Stretch {
    private final Supplier<Optional<Duration>> counter;
    private Duration wall = Duration.ZERO;
    private @Nullable Duration cpu = Duration.ZERO;
    private long began;
    private @Nullable Duration before;

    /**
     * @param counter of processor time; empty where the system does not say
     */
    Stretch(Supplier<Optional<Duration>> counter) {
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
        return Round.to1(tasks * 60e9 / Math.max(1, wall.toNanos()));
    }

    /** Milliseconds for each; absent where the system does not say. */
    @Nullable Double cpuMs(int tasks) {
        return cpu == null ? null : Round.to1(cpu.toNanos() / 1e6 / tasks);
    }
}
