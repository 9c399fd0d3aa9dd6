package dev.crayfleet.kafka.rights;

import dev.crayfleet.contract.Topics;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.Resource;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/** Gathers rights. */
final class Rights {
    private final List<KafkaRight> all = new ArrayList<>();

    List<KafkaRight> all() {
        return List.copyOf(all);
    }

    Rights topic(Topics topic, String purpose, AclOperation... operations) {
        return topic(topic.topic(), purpose, operations);
    }

    Rights topic(String name, String purpose, AclOperation... operations) {
        return add(ResourceType.TOPIC, name, PatternType.LITERAL, purpose, operations);
    }

    /** Those whose names begin with that of a Kafka Streams application. */
    Rights topicsOf(String application, String purpose, AclOperation... operations) {
        return add(
                ResourceType.TOPIC, application + "-", PatternType.PREFIXED, purpose, operations);
    }

    Rights group(String name, String purpose, AclOperation... operations) {
        return add(ResourceType.GROUP, name, PatternType.LITERAL, purpose, operations);
    }

    Rights transactionsOf(String application, String purpose) {
        return add(
                ResourceType.TRANSACTIONAL_ID,
                application + "-",
                PatternType.PREFIXED,
                purpose,
                AclOperation.WRITE);
    }

    Rights transaction(String id, String purpose) {
        return add(
                ResourceType.TRANSACTIONAL_ID,
                id,
                PatternType.LITERAL,
                purpose,
                AclOperation.WRITE);
    }

    Rights cluster(String purpose, AclOperation... operations) {
        return add(
                ResourceType.CLUSTER,
                Resource.CLUSTER_NAME,
                PatternType.LITERAL,
                purpose,
                operations);
    }

    private Rights add(
            ResourceType type,
            String name,
            PatternType pattern,
            String purpose,
            AclOperation... operations) {
        for (AclOperation each : operations) {
            all.add(new KafkaRight(new ResourcePattern(type, name, pattern), each, purpose));
        }
        return this;
    }
}
