package dev.crayfleet.dispatcher.kafka;

import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/**
 * Where {@link CrashLoopRule} logs starts, so that every dispatcher finds them. Written when a lane
 * meets its first record after it was opened, so never in a lane that is idle.
 */
interface StartCounterStore {
    /** The start that was logged last; absent if there is none, or it cannot be read. */
    Optional<StartCounter> read(TopicPartition partition);

    /** Returns when it is stored, or cannot be. */
    void write(TopicPartition partition, StartCounter start);
}
