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
    void readsThePartitionOfAGroupsCommittedOffset() {
        TopicPartition lane = new TopicPartition("crayfleet.runs", 7);

        assertThat(InternalRecords.committedPartition(key(1, GROUP, lane), GROUP)).contains(lane);
        assertThat(InternalRecords.committedPartition(key(0, GROUP, lane), GROUP)).contains(lane);
        assertThat(InternalRecords.committedPartition(key(1, "others", lane), GROUP)).isEmpty();
    }

    @Test
    void takesNoOtherRecordForACommittedOffset() {
        byte[] whole = key(1, GROUP, new TopicPartition("crayfleet.runs", 7));

        assertThat(InternalRecords.committedPartition(null, GROUP)).isEmpty();
        for (int length = 0; length < whole.length; length++) {
            assertThat(InternalRecords.committedPartition(Arrays.copyOf(whole, length), GROUP))
                    .as("%d of its bytes", length)
                    .isEmpty();
        }
        // The membership of a group begins alike, with a higher version.
        assertThat(
                        InternalRecords.committedPartition(
                                key(2, GROUP, new TopicPartition("crayfleet.runs", 7)), GROUP))
                .isEmpty();
    }

    @Test
    void countsATransactionOnceItsCommitIsComplete() {
        for (byte state = 0; state < 8; state++) {
            assertThat(InternalRecords.isCompleteCommit(transaction(state)))
                    .as("state %d", state)
                    .isEqualTo(state == 4);
        }
        assertThat(InternalRecords.isCompleteCommit(null)).isFalse();
        assertThat(InternalRecords.isCompleteCommit(new byte[5])).isFalse();
    }

    private static byte[] key(int version, String group, TopicPartition partition) {
        return ByteBuffer.allocate(2 + 2 + group.length() + 2 + partition.topic().length() + 4)
                .putShort((short) version)
                .putShort((short) group.length())
                .put(group.getBytes(StandardCharsets.UTF_8))
                .putShort((short) partition.topic().length())
                .put(partition.topic().getBytes(StandardCharsets.UTF_8))
                .putInt(partition.partition())
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
