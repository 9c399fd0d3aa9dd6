package dev.crayfleet.stage.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TokenBucketsTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    @Test
    void aCallerMayDoSoManyAtOnceAndThenAsTheyFillUp() {
        TokenBuckets buckets = new TokenBuckets(3, 2, 10);
        for (int i = 0; i < 3; i++) {
            assertThat(buckets.take("a", 0)).isZero();
        }
        assertThat(buckets.take("a", 0)).isEqualTo(Duration.ofMillis(500));
        assertThat(buckets.take("b", 0)).as("another one").isZero();
        assertThat(buckets.take("a", SECOND / 4)).isEqualTo(Duration.ofMillis(250));
        assertThat(buckets.take("a", SECOND / 2)).isZero();
        assertThat(buckets.take("a", SECOND / 2)).isPositive();
    }

    @Test
    void itNeverHoldsMoreThanItsCapacity() {
        TokenBuckets buckets = new TokenBuckets(2, 1, 10);
        assertThat(buckets.take("a", 0)).isZero();
        for (int i = 0; i < 2; i++) {
            assertThat(buckets.take("a", 1_000 * SECOND)).isZero();
        }
        assertThat(buckets.take("a", 1_000 * SECOND)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void manyCallersDoNotFillTheMemory() {
        TokenBuckets buckets = new TokenBuckets(1, 1, 100);
        for (int i = 0; i < 10_000; i++) {
            assertThat(buckets.take("caller " + i, 0)).isZero();
        }
        assertThat(buckets.take("caller 9950", 0)).as("of late").isPositive();
        assertThat(buckets.take("caller 0", 0)).as("long ago").isZero();
    }
}
