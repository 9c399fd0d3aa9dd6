package dev.crayfleet.dispatcher.kafka;

import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/**
 * Stores the counters of {@link CrashLoopRule} where every dispatcher can read them. It is written
 * when a lane reads its first record after it was opened, so never for an idle lane.
 */
interface StartCounterStore {
    /** The counter that was stored last; absent if there is none, or it cannot be read. */
    Optional<StartCounter> read(TopicPartition partition);

    /** Returns when the counter is stored, or cannot be. */
    void write(TopicPartition partition, StartCounter start);
}
