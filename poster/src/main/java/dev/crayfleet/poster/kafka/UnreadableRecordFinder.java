package dev.crayfleet.poster.kafka;

import java.util.Collection;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordDeserializationException;
import org.jspecify.annotations.Nullable;

/**
 * Finds a record that a consumer cannot read, because its batch is corrupt or cannot be
 * decompressed. It is given up only after several consumers in a row have failed on it, because it
 * may have been damaged in transit. Confined to one thread.
 */
final class UnreadableRecordFinder {
    /** How many consumers in a row try to read a record. */
    static final int MAX_TRIES = 3;

    private static final int MAX_CAUSES = 20;

    private @Nullable TopicPartition lastPartition;
    private long lastOffset;
    private int tries;

    /**
     * The partition of the unreadable record, which is at the consumer's position there.
     *
     * @param assigned to the consumer
     * @return empty if no record is to blame, for example because a compression library cannot be
     *     loaded
     */
    static Optional<TopicPartition> findPartition(
            KafkaException failure, Collection<TopicPartition> assigned) {
        if (isLocalFault(failure)) {
            return Optional.empty();
        }
        if (failure instanceof RecordDeserializationException e) {
            return Optional.of(e.topicPartition());
        }
        String message = String.valueOf(failure.getMessage());
        // Kafka has no exception type of its own for this.
        if (!message.contains("please seek past the record")) {
            return Optional.empty();
        }
        return assigned.stream().filter(each -> message.contains(" " + each + ".")).findFirst();
    }

    /**
     * Whether the fault is in this process and not in the record, because a compression library
     * cannot be loaded.
     */
    private static boolean isLocalFault(Throwable failure) {
        Throwable cause = failure;
        for (int i = 0; cause != null && i < MAX_CAUSES; i++) {
            if (cause instanceof VirtualMachineError || cause instanceof LinkageError) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    /** Counts a try to read this record, and says whether it was the last one. */
    boolean isToBeGivenUp(TopicPartition partition, long offset) {
        // Each try read the whole batch, so the next record of it has had its tries too.
        boolean followsGivenUp = tries >= MAX_TRIES && offset == lastOffset + 1;
        if (!partition.equals(lastPartition) || (offset != lastOffset && !followsGivenUp)) {
            tries = 0;
        }
        lastPartition = partition;
        lastOffset = offset;
        tries++;
        return tries >= MAX_TRIES;
    }
}
