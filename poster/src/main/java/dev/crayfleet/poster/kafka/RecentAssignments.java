package dev.crayfleet.poster.kafka;

import dev.crayfleet.poster.discord.InDoubtWindow;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/**
 * Partitions that were assigned to this instance recently, whose previous owner may have ended in
 * the middle of a record: it may have posted the record without committing it, or the record may
 * have crashed it. Confined to one thread.
 */
final class RecentAssignments {
    /** When each was assigned; removed once its next record cannot have been posted before. */
    private final Map<TopicPartition, Instant> assignedAt = new HashMap<>();

    /** Those for which no complete poll has been handled yet. */
    private final Set<TopicPartition> unproven = new HashSet<>();

    /** Those of {@link #unproven} for which at least one record has been started. */
    private final Set<TopicPartition> started = new HashSet<>();

    void add(Collection<TopicPartition> partitions, Instant now) {
        partitions.forEach(partition -> assignedAt.put(partition, now));
        unproven.addAll(partitions);
    }

    void forget(Collection<TopicPartition> partitions) {
        partitions.forEach(assignedAt::remove);
        partitions.forEach(unproven::remove);
        partitions.forEach(started::remove);
    }

    /** Whether a record of this partition may have crashed the previous owner. */
    boolean isUnproven(TopicPartition partition) {
        return unproven.contains(partition);
    }

    /**
     * Records that a record of this partition is started.
     *
     * @return whether it is the first one
     */
    boolean markStarted(TopicPartition partition) {
        return started.add(partition);
    }

    /** All records of the last poll have been handled, so none of them crashes the process. */
    void onBatchHandled() {
        unproven.removeAll(started);
        started.clear();
    }

    /** A record was posted for the first time, so no later record can have been posted before. */
    void onNewPost(TopicPartition partition) {
        assignedAt.remove(partition);
    }

    /**
     * When the previous owner may have posted the next record of this partition.
     *
     * @param recordTimestamp milliseconds, as the record says
     */
    InDoubtWindow inDoubt(TopicPartition partition, long recordTimestamp, Instant now) {
        Instant takenOver = assignedAt.get(partition);
        return takenOver == null
                ? InDoubtWindow.NONE
                : InDoubtWindow.ofPreviousOwner(
                        Instant.ofEpochMilli(recordTimestamp), takenOver, now);
    }
}
