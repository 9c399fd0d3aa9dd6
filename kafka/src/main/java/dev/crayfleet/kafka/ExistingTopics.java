package dev.crayfleet.kafka;

import dev.crayfleet.contract.Deadline;
import dev.crayfleet.contract.Topics;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Which of our topics there are. */
final class ExistingTopics {
    private ExistingTopics() {}

    /**
     * Those of these topics that exist.
     *
     * @throws ExecutionException if Kafka refuses to tell, with the names where that is a matter of
     *     rights
     */
    static Map<Topics, TopicDescription> of(Admin admin, Set<Topics> topics, Deadline deadline)
            throws InterruptedException, ExecutionException, TimeoutException {
        Map<String, KafkaFuture<TopicDescription>> asked =
                admin.describeTopics(topics.stream().map(Topics::topic).toList()).topicNameValues();
        Map<Topics, TopicDescription> found = new EnumMap<>(Topics.class);
        Set<String> refused = new TreeSet<>();
        for (Topics each : topics) {
            try {
                found.put(
                        each,
                        Objects.requireNonNull(asked.get(each.topic()))
                                .get(Math.max(1, deadline.remainingNanos()), TimeUnit.NANOSECONDS));
            } catch (ExecutionException e) {
                if (e.getCause() instanceof TopicAuthorizationException) {
                    refused.add(each.topic());
                } else if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                    throw e;
                }
            }
        }
        if (!refused.isEmpty()) {
            throw new ExecutionException(new TopicAuthorizationException(refused));
        }
        return found;
    }
}
