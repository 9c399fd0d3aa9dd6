package dev.crayfleet.kafka;

import dev.crayfleet.contract.Topics;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.TopicDescription;
import org.jspecify.annotations.Nullable;

/** Whether topics that exist have the partitions that the settings say. */
final class PartitionCheck {
    private PartitionCheck() {}

    /**
     * @throws TopicSetup.WrongPartitionsException that names those that have not
     */
    static void require(
            List<Topics> topics, Map<String, TopicDescription> descriptions, int lanes) {
        String differences =
                topics.stream()
                        .map(topic -> difference(topic, descriptions.get(topic.topic()), lanes))
                        .filter(difference -> !difference.isEmpty())
                        .collect(Collectors.joining("; "));
        if (!differences.isEmpty()) {
            throw new TopicSetup.WrongPartitionsException(
                    differences
                            + ". Every stage must be configured with the same number of lanes as the topics have (crayfleet.lanes, CRAYFLEET_LANES); lanes cannot be changed while tasks are in flight.");
        }
    }

    private static String difference(
            Topics topic, @Nullable TopicDescription description, int lanes) {
        int partitions = description == null ? 0 : description.partitions().size();
        return partitions == topic.partitions(lanes)
                ? ""
                : "%s has %d partitions, not %d"
                        .formatted(topic.topic(), partitions, topic.partitions(lanes));
    }
}
