package dev.crayfleet.cli.doctor.kafka;

import dev.crayfleet.contract.ReadableTimes;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.client.ClientLogin;
import dev.crayfleet.runner.RunnerDoctor.Finding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.TopicConfig;
import org.jspecify.annotations.Nullable;

/** Whether our topics are as services need them. */
final class TopicCheck {
    private static final int MESSAGE_BYTES = 1024 * 1024;
    private static final Set<AclOperation> NEEDED =
            EnumSet.of(AclOperation.DESCRIBE, AclOperation.READ, AclOperation.WRITE);

    private final KafkaSettings settings;

    TopicCheck(KafkaSettings settings) {
        this.settings = settings;
    }

    /**
     * @param topics those that exist, by name
     * @param configs of those
     */
    List<Finding> findings(Map<String, TopicDescription> topics, Map<String, Config> configs) {
        List<Topics> missing =
                Arrays.stream(Topics.values())
                        .filter(each -> !topics.containsKey(each.topic()))
                        .toList();
        List<Finding> findings = new ArrayList<>();
        if (missing.size() == Topics.values().length) {
            return List.of(
                    Finding.warning(
                            "There are no topics of Crayfleet yet. The first service that starts makes them."));
        }
        boolean hasUser = ClientLogin.user(settings.client()).isPresent();
        if (hasUser && !missing.isEmpty()) {
            // Who may not see a topic is told that there is none.
            findings.add(
                    Finding.ok(
                            "%d topics are not seen by who asks here. Ask as the operator."
                                    .formatted(missing.size())));
        }
        for (Topics each : hasUser ? List.<Topics>of() : missing) {
            findings.add(
                    Finding.error(
                            "Topic %s is missing. Restart a service, which makes it; what it held is lost."
                                    .formatted(each.topic())));
        }
        for (Topics each : Topics.values()) {
            TopicDescription topic = topics.get(each.topic());
            if (topic != null) {
                findings.addAll(shape(each, topic));
                findings.addAll(config(each, configs.get(each.topic())));
            }
        }
        if (findings.isEmpty()) {
            findings.add(
                    Finding.ok(
                            "All %d topics are there, with %d lanes."
                                    .formatted(topics.size(), settings.lanes())));
        }
        return findings;
    }

    private List<Finding> shape(Topics expected, TopicDescription topic) {
        List<Finding> findings = new ArrayList<>();
        int partitions = topic.partitions().size();
        if (partitions != expected.partitions(settings.lanes())) {
            findings.add(
                    Finding.error(
                            "Topic %s has %d partitions, and %d are expected: no service starts. Set CRAYFLEET_LANES=%d for all of them, if that is what the topics were made with."
                                    .formatted(
                                            topic.name(),
                                            partitions,
                                            expected.partitions(settings.lanes()),
                                            partitions)));
        }
        findings.addAll(copies(topic));
        findings.addAll(rights(topic));
        return findings;
    }

    private List<Finding> copies(TopicDescription topic) {
        List<Finding> findings = new ArrayList<>();
        int partitions = topic.partitions().size();
        long leaderless = topic.partitions().stream().filter(each -> each.leader() == null).count();
        if (leaderless > 0) {
            findings.add(
                    Finding.error(
                            "%d of %d partitions of %s have no leader: start the brokers that hold them."
                                    .formatted(leaderless, partitions, topic.name())));
        }
        long behind =
                topic.partitions().stream()
                        .filter(each -> each.isr().size() < each.replicas().size())
                        .count();
        if (behind > 0) {
            findings.add(
                    Finding.warning(
                            "%d of %d partitions of %s have fewer copies in sync than they should: a broker is down or behind."
                                    .formatted(behind, partitions, topic.name())));
        }
        int replicas =
                topic.partitions().stream()
                        .mapToInt((TopicPartitionInfo each) -> each.replicas().size())
                        .min()
                        .orElse(0);
        if (replicas < settings.replication()) {
            findings.add(
                    Finding.warning(
                            "Topic %s has %d %s of each record, CRAYFLEET_REPLICATION asks for %d: it was made before that was set. kafka-reassign-partitions.sh adds copies."
                                    .formatted(
                                            topic.name(),
                                            replicas,
                                            replicas == 1 ? "copy" : "copies",
                                            settings.replication())));
        }
        return findings;
    }

    /** Where who asks here has a user, services have others. */
    private List<Finding> rights(TopicDescription topic) {
        Set<AclOperation> granted = topic.authorizedOperations();
        boolean hasUser = ClientLogin.user(settings.client()).isPresent();
        if (granted != null && !granted.isEmpty() && !hasUser) {
            Set<AclOperation> refused = EnumSet.copyOf(NEEDED);
            refused.removeAll(granted);
            if (!refused.isEmpty()) {
                return List.of(
                        Finding.warning(
                                "Who asks here may not %s topic %s. Grant services what crayfleet kafka acls shows."
                                        .formatted(refused, topic.name())));
            }
        }
        return List.of();
    }

    private static List<Finding> config(Topics expected, @Nullable Config config) {
        if (config == null) {
            return List.of();
        }
        List<Finding> findings = new ArrayList<>();
        long retentionMs = number(config, TopicConfig.RETENTION_MS_CONFIG);
        if (!expected.isCompacted()
                && retentionMs >= 0
                && retentionMs < expected.retention().toMillis()) {
            findings.add(
                    Finding.warning(
                            "Topic %s keeps records for %s, %s are usual: what is older is lost to replays and results."
                                    .formatted(
                                            expected.topic(),
                                            ReadableTimes.duration(Duration.ofMillis(retentionMs)),
                                            ReadableTimes.duration(expected.retention()))));
        }
        if (number(config, TopicConfig.RETENTION_BYTES_CONFIG) >= 0) {
            findings.add(
                    Finding.warning(
                            "Topic %s has a limit of bytes (retention.bytes), above which it drops its oldest records, whether they were handled or not."
                                    .formatted(expected.topic())));
        }
        if (number(config, TopicConfig.MAX_MESSAGE_BYTES_CONFIG) < MESSAGE_BYTES) {
            findings.add(
                    Finding.error(
                            "Topic %s takes records of %,d bytes only: set max.message.bytes=%d, or big ones stop what writes them."
                                    .formatted(
                                            expected.topic(),
                                            number(config, TopicConfig.MAX_MESSAGE_BYTES_CONFIG),
                                            MESSAGE_BYTES)));
        }
        findings.addAll(cleanup(expected, config.get(TopicConfig.CLEANUP_POLICY_CONFIG)));
        return findings;
    }

    private static List<Finding> cleanup(Topics expected, @Nullable ConfigEntry entry) {
        String policy = entry == null || entry.value() == null ? "" : entry.value();
        if (expected.isCompacted()) {
            return policy.contains(TopicConfig.CLEANUP_POLICY_DELETE)
                    ? List.of(
                            Finding.error(
                                    "Topic %s drops records when they are old, with them tokens that are in use: set cleanup.policy=compact."
                                            .formatted(expected.topic())))
                    : List.of();
        }
        return policy.contains(TopicConfig.CLEANUP_POLICY_COMPACT)
                ? List.of(
                        Finding.error(
                                "Topic %s is compacted, which drops records that have not been handled: set cleanup.policy=delete."
                                        .formatted(expected.topic())))
                : List.of();
    }

    /** -1, which Kafka takes for "no limit", where it is not told. */
    private static long number(Config config, String name) {
        ConfigEntry entry = config.get(name);
        if (entry == null || entry.value() == null) {
            return name.equals(TopicConfig.MAX_MESSAGE_BYTES_CONFIG) ? MESSAGE_BYTES : -1;
        }
        return Long.parseLong(entry.value());
    }
}
