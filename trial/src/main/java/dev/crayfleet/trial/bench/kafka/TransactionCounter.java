package dev.crayfleet.trial.bench.kafka;

import dev.crayfleet.contract.Topics;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Counts transactions in records of Kafka's internal topics. */
final class TransactionCounter {
    /**
     * By partition of the runs and tasks topics. A lane has one of each, and a transaction may move
     * one or both, so the two are counted separately.
     */
    private final Map<TopicPartition, Long> offsetCommits = new HashMap<>();

    private long transactions;

    void count(ConsumerRecord<byte[], byte[]> record) {
        if (record.topic().equals(InternalRecords.TRANSACTIONS_TOPIC)) {
            transactions += InternalRecords.isCompleteCommit(record.value()) ? 1 : 0;
            return;
        }
        InternalRecords.committedPartition(record.key(), UnusedKafkaCheck.DISPATCHER_GROUP)
                .filter(partition ->
                        partition.topic().equals(Topics.RUNS.topic())
                                || partition.topic().equals(Topics.TASKS.topic()))
                .ifPresent(partition -> offsetCommits.merge(partition, 1L, Long::sum));
    }

    long transactions() {
        return transactions;
    }

    /** The dispatchers' transactions in the lane that had most. */
    long busiestLane() {
        return offsetCommits.values().stream().mapToLong(Long::longValue).max().orElse(0);
    }
}
