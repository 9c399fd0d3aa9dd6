package dev.crayfleet.trial.bench.kafka;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Wall-clock times in microseconds; comparable between processes of one machine. */
final class Micros {
    private Micros() {}

    static long of(Instant at) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, at);
    }
}
