package dev.crayfleet.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private final Backoff backoff = new Backoff(Duration.ofSeconds(2), Duration.ofSeconds(32));

    @Test
    void doublesUpToTheMaximum() {
        assertThat(IntStream.rangeClosed(1, 7).mapToLong(n -> backoff.after(n).toSeconds()))
                .containsExactly(2L, 4L, 8L, 16L, 32L, 32L, 32L);
        assertThat(backoff.after(Integer.MAX_VALUE)).isEqualTo(Duration.ofSeconds(32));
    }

    @Test
    void aMaximumBelowTheInitialWaitIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Backoff(Duration.ofSeconds(2), Duration.ofSeconds(1)));
    }
}
