package dev.crayfleet.kafka;

import dev.crayfleet.contract.Deadline;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits until the leaders of new topics take records. Brokers name the leader of a partition before
 * it has made the partition's folder, and it syncs each of them to its disk: with a slow one that
 * takes longer than anybody wants to wait for a first write.
 */
final class NewTopicWait {
    private static final Logger LOG = LoggerFactory.getLogger(NewTopicWait.class);

    private NewTopicWait() {}

    /** Returns also when time is up: the topics exist, and who writes to them tries again. */
    static void await(Admin admin, Collection<TopicDescription> topics, Deadline deadline)
            throws InterruptedException {
        Map<TopicPartition, OffsetSpec> ends =
                topics.stream()
                        .flatMap(topic ->
                                topic.partitions().stream()
                                        .map(each ->
                                                new TopicPartition(topic.name(), each.partition())))
                        .collect(Collectors.toMap(each -> each, each -> OffsetSpec.latest()));
        long limitNanos = Math.max(1_000_000, deadline.remainingNanos());
        int limitMs = (int) TimeUnit.NANOSECONDS.toMillis(limitNanos);
        try {
            // Asked again by the client for as long as a leader says that it is none.
            admin.listOffsets(ends, new ListOffsetsOptions().timeoutMs(limitMs))
                    .all()
                    .get(limitNanos, TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.warn(
                    "Kafka has created the topics, but does not take records for all of them yet: {}",
                    e.getCause() == null ? "no answer" : e.getCause().getMessage());
        }
    }
}
