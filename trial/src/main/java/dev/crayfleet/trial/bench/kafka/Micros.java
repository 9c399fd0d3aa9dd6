package dev.crayfleet.trial.bench.kafka;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Wall-clock times of processes on one machine, in microseconds. */
final class Micros {
    private Micros() {}

    static long of(Instant at) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, at);
    }
}
