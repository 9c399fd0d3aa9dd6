package dev.crayfleet.cli.doctor.kafka;

import dev.crayfleet.cli.machine.Reach;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.client.ClientLogin;
import dev.crayfleet.runner.RunnerDoctor.Finding;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.DescribeClusterResult;
import org.apache.kafka.clients.admin.FinalizedVersionRange;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.acl.AclOperation;
import org.jspecify.annotations.Nullable;

/** The brokers: whether all are reached, what they are, and what we may do there. */
record ClusterCheck(KafkaSettings settings, Admin admin) {
    private static final String VERSION_FEATURE = "metadata.version";

    /** Of Kafka 4.0, by the list of {@code kafka-features.sh version-mapping}. */
    private static final int MIN_VERSION_LEVEL = 25;

    /** Of the cluster as a whole; rights on topics are looked at topic by topic. */
    private static final Map<AclOperation, String> NEEDED =
            Map.of(AclOperation.ALTER, "transactions that hang are not ended by dispatchers");

    List<Finding> findings() throws ExecutionException, InterruptedException {
        DescribeClusterResult cluster =
                admin.describeCluster(
                        new DescribeClusterOptions().includeAuthorizedOperations(true));
        Collection<Node> nodes = cluster.nodes().get();
        List<Finding> findings = new ArrayList<>();
        findings.add(
                Finding.ok(
                        "%s answers: %d %s, version level %s."
                                .formatted(
                                        settings.bootstrap(),
                                        nodes.size(),
                                        nodes.size() == 1 ? "broker" : "brokers",
                                        versionLevel())));
        nodes.stream()
                .filter(node -> !isReached(node))
                .forEach(node ->
                        findings.add(
                                Finding.error(
                                        "Broker %d says that it is at %s:%d, which is not reached from here. Mend its advertised.listeners, or the network between."
                                                .formatted(node.id(), node.host(), node.port()))));
        if (settings.replication() > nodes.size()) {
            findings.add(
                    Finding.error(
                            "CRAYFLEET_REPLICATION is %d, and there %s: topics cannot be created. Start more brokers, or lower it."
                                    .formatted(
                                            settings.replication(),
                                            nodes.size() == 1
                                                    ? "is one broker"
                                                    : "are %d brokers".formatted(nodes.size()))));
        }
        findings.addAll(rights(cluster.authorizedOperations().get()));
        return findings;
    }

    private String versionLevel() throws InterruptedException {
        try {
            FinalizedVersionRange range =
                    admin.describeFeatures()
                            .featureMetadata()
                            .get()
                            .finalizedFeatures()
                            .get(VERSION_FEATURE);
            if (range == null) {
                return "unknown";
            }
            return range.maxVersionLevel() < MIN_VERSION_LEVEL
                    ? "%d, older than 4.0, which is not tested".formatted(range.maxVersionLevel())
                    : Short.toString(range.maxVersionLevel());
        } catch (ExecutionException e) {
            return "unknown";
        }
    }

    /**
     * @param granted null where the broker does not tell
     */
    private List<Finding> rights(@Nullable Set<AclOperation> granted) {
        // Where who asks here has a user, services have others.
        boolean hasUser = ClientLogin.user(settings.client()).isPresent();
        if (granted == null || granted.isEmpty() || hasUser) {
            return List.of();
        }
        Set<AclOperation> missing = EnumSet.noneOf(AclOperation.class);
        missing.addAll(NEEDED.keySet());
        missing.removeAll(granted);
        return missing.stream()
                .map(each ->
                        Finding.warning(
                                "Who asks here may not %s the cluster: %s. Grant services what crayfleet kafka acls shows."
                                        .formatted(each, NEEDED.get(each))))
                .toList();
    }

    private static boolean isReached(Node node) {
        return Reach.isReached(new InetSocketAddress(node.host(), node.port()));
    }
}
