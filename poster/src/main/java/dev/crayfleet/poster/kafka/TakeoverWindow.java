package dev.crayfleet.poster.kafka;

import dev.crayfleet.poster.discord.InDoubtWindow;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/** What is not known of partitions whose last owner we have heard nothing of. Of one thread. */
final class TakeoverWindow {
    /** When they were taken over, of partitions whose first record may have been posted before. */
    private final Map<TopicPartition, Instant> inDoubt = new HashMap<>();

    /** Of which not one poll's records have been dealt with. */
    private final Set<TopicPartition> fresh = new HashSet<>();

    /** Of those, of which some of a poll's records have been. */
    private final Set<TopicPartition> begun = new HashSet<>();

    void add(Collection<TopicPartition> partitions, Instant now) {
        partitions.forEach(partition -> inDoubt.put(partition, now));
        fresh.addAll(partitions);
    }

    void forget(Collection<TopicPartition> partitions) {
        partitions.forEach(inDoubt::remove);
        partitions.forEach(fresh::remove);
        partitions.forEach(begun::remove);
    }

    /** Whether a record of it may be what ended its last owner. */
    boolean isFresh(TopicPartition partition) {
        return fresh.contains(partition);
    }

    /** Whether none of its records has been begun; asked once for each. */
    boolean begin(TopicPartition partition) {
        return begun.add(partition);
    }

    /** All records of the last poll have been dealt with. */
    void polledAnew() {
        fresh.removeAll(begun);
        begun.clear();
    }

    /** Something was done for one of its records that had not been done before. */
    void goesOn(TopicPartition partition) {
        inDoubt.remove(partition);
    }

    /**
     * @param recorded milliseconds, as the record says
     */
    InDoubtWindow doubt(TopicPartition partition, long recorded, Instant now) {
        Instant takenOver = inDoubt.get(partition);
        return takenOver == null
                ? InDoubtWindow.NONE
                : InDoubtWindow.ofEarlierLife(Instant.ofEpochMilli(recorded), takenOver, now);
    }
}
