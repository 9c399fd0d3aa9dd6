package dev.crayfleet.cli.doctor.kafka;

import dev.crayfleet.cli.machine.Reach;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.kafka.KafkaRefusal;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.client.ClientLogin;
import dev.crayfleet.runner.RunnerDoctor.Finding;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Kafka, and what services have left there.
 *
 * @param source of the settings, read when it is asked, because wrong ones are a finding
 */
public record KafkaCheck(Supplier<KafkaSettings> source, InstantSource clock) {
    /** Of one request; all of them follow on the first, which is the one that may wait. */
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    /** What it found; takes some 10 s at most, and can be interrupted. */
    public List<Finding> findings() throws InterruptedException {
        try {
            return findings(source.get());
        } catch (IllegalArgumentException refused) {
            return List.of(Finding.error(String.valueOf(refused.getMessage())));
        }
    }

    private List<Finding> findings(KafkaSettings settings) throws InterruptedException {
        Map<String, Object> config = settings.admin("crayfleet-doctor");
        config.put(
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                Math.toIntExact(TIMEOUT.toMillis()));
        config.put(
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.toIntExact(TIMEOUT.toMillis()));
        try (Admin admin = Admin.create(config)) {
            // The client itself tries for as long as it may, and says less.
            if (!listens(settings.bootstrap())) {
                return List.of(unanswered(settings, new TimeoutException()));
            }
            List<Finding> findings = new ArrayList<>();
            try {
                findings.addAll(new ClusterCheck(settings, admin).findings());
                Map<String, TopicDescription> topics = topics(admin);
                findings.addAll(
                        new TopicCheck(settings).findings(topics, configs(admin, topics.keySet())));
                findings.addAll(new GroupCheck(settings, admin).findings());
                findings.addAll(new TransactionCheck(admin, clock).findings(partitions(topics)));
            } catch (ExecutionException e) {
                Throwable cause = e.getCause() == null ? e : e.getCause();
                findings.add(
                        cause instanceof AuthorizationException && !findings.isEmpty()
                                ? notLookedAt(settings)
                                : unanswered(settings, cause));
            }
            return findings;
        } catch (KafkaException e) {
            return List.of(unanswered(settings, e.getCause() == null ? e : e.getCause()));
        }
    }

    /** No fault: services have users that may not look at what is others'. */
    private static Finding notLookedAt(KafkaSettings settings) {
        return Finding.ok(
                "The rest of Kafka is not looked at: user \"%s\" may not. Ask as the operator."
                        .formatted(ClientLogin.user(settings.client()).orElse("unknown")));
    }

    /** Whether one of the brokers is there; takes 1.5 s for each that is not. */
    public static boolean listens(String bootstrap) {
        return Arrays.stream(bootstrap.split(","))
                .map(String::strip)
                .filter(each -> !each.isEmpty())
                .map(each -> {
                    int colon = each.lastIndexOf(':');
                    String host = each.substring(0, colon).replaceAll("[\\[\\]]|^.*//", "");
                    return new InetSocketAddress(host, Integer.parseInt(each.substring(colon + 1)));
                })
                .anyMatch(Reach::isReached);
    }

    private static Finding unanswered(KafkaSettings settings, Throwable cause) {
        boolean isLate = cause instanceof TimeoutException;
        return Finding.error(
                KafkaRefusal.orElse(
                        settings,
                        cause,
                        "Kafka at %s %s. Check that the broker runs, and that KAFKA_BOOTSTRAP_SERVERS and the file that CRAYFLEET_KAFKA_CLIENT_CONFIG names are right."
                                .formatted(
                                        settings.bootstrap(),
                                        isLate
                                                ? "does not answer"
                                                : "refuses: " + cause.getMessage())));
    }

    private static Map<String, TopicDescription> topics(Admin admin)
            throws ExecutionException, InterruptedException {
        Set<String> existing = admin.listTopics().names().get();
        List<String> ours =
                Arrays.stream(Topics.values())
                        .map(Topics::topic)
                        .filter(existing::contains)
                        .toList();
        return admin.describeTopics(
                        ours, new DescribeTopicsOptions().includeAuthorizedOperations(true))
                .allTopicNames()
                .get();
    }

    /** Empty where we may not ask for them. */
    private static Map<String, Config> configs(Admin admin, Set<String> topics)
            throws InterruptedException {
        Map<String, Config> byTopic = new HashMap<>();
        try {
            admin.describeConfigs(
                            topics.stream()
                                    .map(each ->
                                            new ConfigResource(ConfigResource.Type.TOPIC, each))
                                    .toList())
                    .all()
                    .get()
                    .forEach((resource, config) -> byTopic.put(resource.name(), config));
            return byTopic;
        } catch (ExecutionException refused) {
            return Map.of();
        }
    }

    private static boolean mayBeRead(TopicDescription topic) {
        Set<AclOperation> granted = topic.authorizedOperations();
        return granted == null || granted.isEmpty() || granted.contains(AclOperation.READ);
    }

    /** Those of which it may be asked whether transactions are open. */
    private static List<TopicPartition> partitions(Map<String, TopicDescription> topics) {
        return topics.values().stream()
                .filter(KafkaCheck::mayBeRead)
                .flatMap(topic ->
                        topic.partitions().stream()
                                .filter(each -> each.leader() != null)
                                .map(each -> new TopicPartition(topic.name(), each.partition())))
                .toList();
    }
}
