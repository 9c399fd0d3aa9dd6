package dev.crayfleet.dispatcher.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.Topics;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordTimestampTest {
    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

    private final RecordTimestamp timestamps = new RecordTimestamp(InstantSource.fixed(NOW));

    @Test
    void keepsAPossibleTime() {
        Instant before = NOW.minus(Duration.ofDays(29));
        assertThat(extract(Topics.TASKS, before.toEpochMilli())).isEqualTo(before.toEpochMilli());
        assertThat(extract(Topics.RUNS, NOW.minusSeconds(3).toEpochMilli()))
                .isEqualTo(NOW.minusSeconds(3).toEpochMilli());
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, Long.MIN_VALUE, 0, 1, 253_402_300_799_999L, Long.MAX_VALUE})
    void replacesAnImpossibleTimeByTheTimeOfReading(long written) {
        assertThat(extract(Topics.TASKS, written)).isEqualTo(NOW.toEpochMilli());
        assertThat(extract(Topics.RUNS, written)).isEqualTo(NOW.toEpochMilli());
    }

    @Test
    void aTimeShortlyInTheFutureBecomesNow() {
        assertThat(extract(Topics.TASKS, NOW.plusSeconds(30).toEpochMilli()))
                .isEqualTo(NOW.toEpochMilli());
    }

    @Test
    void possibleTimesDependOnTheRetentionOfTheTopic() {
        long threeDays = NOW.minus(Duration.ofDays(3)).toEpochMilli();
        assertThat(extract(Topics.TASKS, threeDays)).isEqualTo(threeDays);
        assertThat(extract(Topics.RUNS, threeDays)).isEqualTo(NOW.toEpochMilli());
    }

    private long extract(Topics topic, long timestamp) {
        return timestamps.extract(
                new ConsumerRecord<>(
                        topic.topic(),
                        0,
                        0,
                        timestamp,
                        TimestampType.CREATE_TIME,
                        0,
                        0,
                        "key",
                        new byte[0],
                        new RecordHeaders(),
                        Optional.empty()),
                0);
    }
}
