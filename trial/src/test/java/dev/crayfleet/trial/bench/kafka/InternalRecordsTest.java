package dev.crayfleet.trial.bench.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** The layouts are those of Kafka's OffsetCommitKey and TransactionLogValue. */
class InternalRecordsTest {
    private static final String GROUP = "crayfleet-dispatcher";

    @Test
    void tellsAGroupsPositionInALane() {
        TopicPartition lane = new TopicPartition("crayfleet.runs", 7);

        assertThat(InternalRecords.position(key(1, GROUP, lane), GROUP)).contains(lane);
        assertThat(InternalRecords.position(key(0, GROUP, lane), GROUP)).contains(lane);
        assertThat(InternalRecords.position(key(1, "others", lane), GROUP)).isEmpty();
    }

    @Test
    void takesNothingElseForAPosition() {
        byte[] whole = key(1, GROUP, new TopicPartition("crayfleet.runs", 7));

        assertThat(InternalRecords.position(null, GROUP)).isEmpty();
        for (int length = 0; length < whole.length; length++) {
            assertThat(InternalRecords.position(Arrays.copyOf(whole, length), GROUP))
                    .as("%d of its bytes", length)
                    .isEmpty();
        }
        // The membership of a group begins alike, with a higher version.
        assertThat(
                        InternalRecords.position(
                                key(2, GROUP, new TopicPartition("crayfleet.runs", 7)), GROUP))
                .isEmpty();
    }

    @Test
    void countsATransactionOnceItsCommitIsComplete() {
        for (byte state = 0; state < 8; state++) {
            assertThat(InternalRecords.committed(transaction(state)))
                    .as("state %d", state)
                    .isEqualTo(state == 4);
        }
        assertThat(InternalRecords.committed(null)).isFalse();
        assertThat(InternalRecords.committed(new byte[5])).isFalse();
    }

    private static byte[] key(int version, String group, TopicPartition place) {
        return ByteBuffer.allocate(2 + 2 + group.length() + 2 + place.topic().length() + 4)
                .putShort((short) version)
                .putShort((short) group.length())
                .put(group.getBytes(StandardCharsets.UTF_8))
                .putShort((short) place.topic().length())
                .put(place.topic().getBytes(StandardCharsets.UTF_8))
                .putInt(place.partition())
                .array();
    }

    private static byte[] transaction(byte state) {
        return ByteBuffer.allocate(40)
                .putShort((short) 1)
                .putLong(4_000)
                .putShort((short) 4)
                .putInt(0x04040404)
                .put(state)
                .array();
    }
}
