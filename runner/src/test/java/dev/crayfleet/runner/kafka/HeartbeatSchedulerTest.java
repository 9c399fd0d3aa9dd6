package dev.crayfleet.runner.kafka;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class HeartbeatSchedulerTest {
    @Test
    void goesOnWhateverFails() {
        AtomicInteger heartbeats = new AtomicInteger();
        AtomicInteger checks = new AtomicInteger();
        try (HeartbeatScheduler scheduler =
                new HeartbeatScheduler(
                        () -> {
                            heartbeats.incrementAndGet();
                            throw new OutOfMemoryError("made up: unable to create native thread");
                        },
                        () -> {
                            checks.incrementAndGet();
                            throw new IllegalStateException("made up");
                        },
                        Duration.ofMillis(20),
                        "test")) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(90))
                    .until(() -> heartbeats.get() > 2 && checks.get() > 2);
        }
    }
}
