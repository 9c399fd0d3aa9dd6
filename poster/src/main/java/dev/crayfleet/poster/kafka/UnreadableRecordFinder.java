package dev.crayfleet.poster.kafka;

import java.util.Collection;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordDeserializationException;
import org.jspecify.annotations.Nullable;

/**
 * Tells which record a consumer cannot get past: a broken batch, or one that cannot be unpacked. It
 * is read again by another consumer first, because it may have been broken on its way only. Of one
 * thread.
 */
final class UnreadableRecordFinder {
    /** So many consumers in a row. */
    static final int MOST = 3;

    private static final int MOST_CAUSES = 20;

    private @Nullable TopicPartition partition;
    private long offset;
    private int count;

    /**
     * The partition that has the record; it is the one at the consumer's position there.
     *
     * @param assigned to the consumer
     * @return empty if no record is to blame, or if it could be read once a library can be loaded
     */
    static Optional<TopicPartition> partition(
            KafkaException failure, Collection<TopicPartition> assigned) {
        if (isOurs(failure)) {
            return Optional.empty();
        }
        if (failure instanceof RecordDeserializationException e) {
            return Optional.of(e.topicPartition());
        }
        String message = String.valueOf(failure.getMessage());
        // The consumer says it in no other way.
        if (!message.contains("please seek past the record")) {
            return Optional.empty();
        }
        return assigned.stream().filter(each -> message.contains(" " + each + ".")).findFirst();
    }

    /** A library for its compression could not be loaded, for example: it is in order then. */
    private static boolean isOurs(Throwable failure) {
        Throwable cause = failure;
        for (int i = 0; cause != null && i < MOST_CAUSES; i++) {
            if (cause instanceof VirtualMachineError || cause instanceof LinkageError) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    /** Counts it, and says whether to give it up. */
    boolean isEnough(TopicPartition where, long at) {
        // The rest of a broken batch has been read as often as its first record.
        boolean next = count >= MOST && at == offset + 1;
        if (!where.equals(partition) || (at != offset && !next)) {
            count = 0;
        }
        partition = where;
        offset = at;
        count++;
        return count >= MOST;
    }
}
