package dev.crayfleet.acceptance.rights;

import static org.apache.kafka.common.acl.AclOperation.ALTER;
import static org.apache.kafka.common.acl.AclOperation.ALTER_CONFIGS;
import static org.apache.kafka.common.acl.AclOperation.CLUSTER_ACTION;
import static org.apache.kafka.common.acl.AclOperation.CREATE;
import static org.apache.kafka.common.acl.AclOperation.DELETE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE_CONFIGS;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;

import dev.crayfleet.contract.Topics;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.Resource;
import org.apache.kafka.common.resource.ResourceType;

/** Something that a user may try in Kafka. */
record Attempt(ResourceType type, String name, AclOperation operation) {
    /** A topic of somebody else's in the same Kafka. */
    static final String FOREIGN_TOPIC = "of-others.orders";

    private static final List<AclOperation> ON_TOPICS =
            List.of(
                    // First, so that there is something to read.
                    WRITE, READ, CREATE, DESCRIBE, DELETE, ALTER, DESCRIBE_CONFIGS, ALTER_CONFIGS);
    private static final List<AclOperation> ON_CLUSTER =
            List.of(ALTER, DESCRIBE, CREATE, DESCRIBE_CONFIGS, ALTER_CONFIGS, CLUSTER_ACTION);

    /** Everything that there is: each operation on each resource of ours, and on one of others. */
    static List<Attempt> all() {
        List<Attempt> all = new ArrayList<>();
        for (String topic : topics()) {
            ON_TOPICS.forEach(each -> all.add(new Attempt(ResourceType.TOPIC, topic, each)));
        }
        for (String group :
                List.of(
                        "crayfleet-dispatcher",
                        "crayfleet-dispatcher-starts",
                        "crayfleet-ingest",
                        "crayfleet-poster",
                        "crayfleet-poster-reactions",
                        "crayfleet-poster-worker-pool",
                        "of-others")) {
            for (AclOperation each : List.of(READ, DESCRIBE, DELETE)) {
                all.add(new Attempt(ResourceType.GROUP, group, each));
            }
        }
        for (String id :
                List.of(
                        "crayfleet-dispatcher-x",
                        "crayfleet-dead-letters",
                        "crayfleet-fleet-file",
                        "of-others")) {
            for (AclOperation each : List.of(WRITE, DESCRIBE)) {
                all.add(new Attempt(ResourceType.TRANSACTIONAL_ID, id, each));
            }
        }
        ON_CLUSTER.forEach(
                each -> all.add(new Attempt(ResourceType.CLUSTER, Resource.CLUSTER_NAME, each)));
        return all;
    }

    /** Ours, Kafka's own, and one of others. */
    static Set<String> topics() {
        Set<String> topics = new LinkedHashSet<>();
        for (Topics each : Topics.values()) {
            topics.add(each.topic());
        }
        topics.add("crayfleet.fleet");
        topics.add("crayfleet-dispatcher-ledger-changelog");
        topics.add("__consumer_offsets");
        topics.add(FOREIGN_TOPIC);
        return topics;
    }
}
