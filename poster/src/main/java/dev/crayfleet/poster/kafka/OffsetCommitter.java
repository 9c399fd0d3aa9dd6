package dev.crayfleet.poster.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Commits offsets, and keeps those that could not be committed yet. Confined to one thread. */
final class OffsetCommitter {
    private static final Logger LOG = LoggerFactory.getLogger(OffsetCommitter.class);

    private final String name;
    private final Consumer<byte[], byte[]> consumer;
    private final Duration timeout;
    private final Map<TopicPartition, OffsetAndMetadata> uncommitted = new HashMap<>();

    /**
     * @param name of the channel consumer, for logs
     * @param timeout for one commit
     */
    OffsetCommitter(String name, Consumer<byte[], byte[]> consumer, Duration timeout) {
        this.name = name;
        this.consumer = consumer;
        this.timeout = timeout;
    }

    /** To be committed with the next {@link #commit}. */
    void add(TopicPartition partition, OffsetAndMetadata offset) {
        uncommitted.put(partition, offset);
    }

    /** Drops what is not committed yet of partitions that belong to another instance now. */
    void forget(Collection<TopicPartition> partitions) {
        partitions.forEach(uncommitted::remove);
    }

    /**
     * Commits once.
     *
     * @return whether everything is committed; if not, another call tries again
     */
    boolean commit() {
        if (uncommitted.isEmpty()) {
            return true;
        }
        try {
            consumer.commitSync(Map.copyOf(uncommitted), timeout);
            uncommitted.clear();
            return true;
        } catch (WakeupException | InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            // It is tried again. If there is no time for that, the next owner of the partition
            // finds the post by its nonce or in the channel.
            LOG.warn("{}: what was posted is not committed yet", name, e);
            return false;
        }
    }
}
