package dev.crayfleet.dispatcher.kafka;

import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/**
 * The notes of {@link CrashLoopRule}, where every dispatcher finds them. Written when a lane meets
 * its first record after it was opened, so never in a lane that is idle.
 */
interface StartLog {
    /** The note of a partition; none if there is none, or it cannot be told. */
    Optional<CrashLoopRule.Note> read(TopicPartition partition);

    /** Returns when it is kept, or cannot be. */
    void write(TopicPartition partition, CrashLoopRule.Note note);
}
