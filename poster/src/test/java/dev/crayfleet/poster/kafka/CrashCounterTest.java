package dev.crayfleet.poster.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CrashCounterTest {
    @Test
    void aRecordIsExhaustedAfterThreeStartsWithoutAnEnd() {
        CrashCounter first = CrashCounter.of(7, new OffsetAndMetadata(7));
        CrashCounter second = CrashCounter.of(7, first.afterStart());
        CrashCounter third = CrashCounter.of(7, second.afterStart());
        CrashCounter fourth = CrashCounter.of(7, third.afterStart());
        assertThat(first.isExhausted()).isFalse();
        assertThat(second.isExhausted()).isFalse();
        assertThat(third.isExhausted()).isFalse();
        assertThat(fourth.isExhausted()).isTrue();
        assertThat(CrashCounter.of(7, fourth.afterStart()).isExhausted()).isTrue();
    }

    @Test
    void aStartThatIsUndoneDoesNotCount() {
        CrashCounter second = CrashCounter.of(7, CrashCounter.of(7, null).afterStart());
        assertThat(second.starts()).isEqualTo(1);
        assertThat(CrashCounter.of(7, second.beforeStart())).isEqualTo(second);
        assertThat(CrashCounter.of(7, null).beforeStart()).isEqualTo(new OffsetAndMetadata(7));
    }

    @Test
    void anotherRecordStartsFromZero() {
        assertThat(CrashCounter.of(8, new CrashCounter(7, 2).afterStart()).starts()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "begun=", "begun=-1", "begun=x", "begun=99999999999", "tries=3"})
    void foreignMetadataCountsAsNoStart(String metadata) {
        assertThat(CrashCounter.of(7, new OffsetAndMetadata(7, metadata)).starts()).isZero();
    }
}
