package dev.crayfleet.runner.kafka;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class HeartbeatSchedulerTest {
    @Test
    void goOnWhateverFails() {
        AtomicInteger beats = new AtomicInteger();
        AtomicInteger looks = new AtomicInteger();
        try (HeartbeatScheduler there =
                new HeartbeatScheduler(
                        () -> {
                            beats.incrementAndGet();
                            throw new OutOfMemoryError("made up: unable to create native thread");
                        },
                        () -> {
                            looks.incrementAndGet();
                            throw new IllegalStateException("made up");
                        },
                        Duration.ofMillis(20),
                        "test")) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> beats.get() > 2 && looks.get() > 2);
        }
    }
}
