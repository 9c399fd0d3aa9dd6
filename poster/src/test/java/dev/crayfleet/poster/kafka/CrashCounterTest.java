package dev.crayfleet.poster.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CrashCounterTest {
    @Test
    void threeStartsWithoutAnEndAreEnough() {
        CrashCounter first = CrashCounter.of(7, new OffsetAndMetadata(7));
        CrashCounter second = CrashCounter.of(7, first.begun());
        CrashCounter third = CrashCounter.of(7, second.begun());
        CrashCounter fourth = CrashCounter.of(7, third.begun());
        assertThat(first.out()).isFalse();
        assertThat(second.out()).isFalse();
        assertThat(third.out()).isFalse();
        assertThat(fourth.out()).isTrue();
        assertThat(CrashCounter.of(7, fourth.begun()).out()).isTrue();
    }

    @Test
    void aStartThatWasUnharmedCountsNothing() {
        CrashCounter second = CrashCounter.of(7, CrashCounter.of(7, null).begun());
        assertThat(second.count()).isEqualTo(1);
        assertThat(CrashCounter.of(7, second.unharmed())).isEqualTo(second);
        assertThat(CrashCounter.of(7, null).unharmed()).isEqualTo(new OffsetAndMetadata(7));
    }

    @Test
    void anotherRecordBeginsAnew() {
        assertThat(CrashCounter.of(8, new CrashCounter(7, 2).begun()).count()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "begun=", "begun=-1", "begun=x", "begun=99999999999", "tries=3"})
    void whatIsNotOursCountsNothing(String metadata) {
        assertThat(CrashCounter.of(7, new OffsetAndMetadata(7, metadata)).count()).isZero();
    }
}
