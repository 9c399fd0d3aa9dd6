package dev.crayfleet.poster.kafka;

import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** The state of one record while it is being handled. Confined to one thread. */
final class InFlightRecord {
    final ConsumerRecord<byte[], byte[]> record;
    final TopicPartition partition;

    /** Why it is given up instead of handled; null if it is handled. */
    @Nullable String giveUpReason;

    /** Set while its start is committed. */
    @Nullable CrashCounter committedStart;

    @Nullable Future<RecordHandler.HandlingResult> result;
    boolean partitionLost;
    boolean completed;

    InFlightRecord(ConsumerRecord<byte[], byte[]> record, @Nullable String giveUpReason) {
        this.record = record;
        this.partition = new TopicPartition(record.topic(), record.partition());
        this.giveUpReason = giveUpReason;
    }

    /** Undoes the committed start, so that the next owner does not count it as a crash. */
    void undoStart(OffsetCommitter committer) {
        if (committedStart != null && !partitionLost) {
            committer.add(partition, committedStart.beforeStart());
            committedStart = null;
        }
    }

    void onPartitionLost() {
        partitionLost = true;
        cancel();
    }

    void cancel() {
        if (result != null) {
            result.cancel(true);
        }
    }
}
