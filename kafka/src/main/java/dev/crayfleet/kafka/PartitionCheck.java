package dev.crayfleet.kafka;

import dev.crayfleet.contract.Topics;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.TopicDescription;

/** Whether topics that exist have the partitions that the settings say. */
final class PartitionCheck {
    private PartitionCheck() {}

    /**
     * @throws TopicSetup.WrongPartitionsException that names those that have not
     */
    static void require(Map<Topics, TopicDescription> descriptions, int lanes) {
        String differences =
                descriptions.entrySet().stream()
                        .map(each -> difference(each.getKey(), each.getValue(), lanes))
                        .filter(difference -> !difference.isEmpty())
                        .collect(Collectors.joining("; "));
        if (!differences.isEmpty()) {
            throw new TopicSetup.WrongPartitionsException(
                    differences
                            + ". Every stage must be configured with the same number of lanes as the topics have (crayfleet.lanes, CRAYFLEET_LANES); lanes cannot be changed while tasks are in flight.");
        }
    }

    private static String difference(Topics topic, TopicDescription description, int lanes) {
        int partitions = description.partitions().size();
        return partitions == topic.partitions(lanes)
                ? ""
                : "%s has %d partitions, not %d"
                        .formatted(topic.topic(), partitions, topic.partitions(lanes));
    }
}
