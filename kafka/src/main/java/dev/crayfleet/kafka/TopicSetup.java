package dev.crayfleet.kafka;

import dev.crayfleet.contract.Topics;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates the topics that are missing, and refuses to go on where lane counts differ: two stages
 * that disagree on lanes would look for one pool in two places.
 */
public final class TopicSetup {
    private static final Logger LOG = LoggerFactory.getLogger(TopicSetup.class);
    private static final Duration CLOSING = Duration.ofSeconds(1);
    private static final Duration MOMENT = Duration.ofMillis(50);

    private TopicSetup() {}

    /** A topic is there, but not as this stage is configured. */
    public static final class WrongPartitionsException extends IllegalStateException {
        private static final long serialVersionUID = 1L;

        WrongPartitionsException(String message) {
            super(message);
        }
    }

    /** Kafka did not answer in time, or refused. */
    public static final class KafkaAwayException extends IllegalStateException {
        private static final long serialVersionUID = 1L;

        KafkaAwayException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /**
     * Safe to call from many stages at once.
     *
     * @param patience how long to wait for Kafka altogether
     * @throws IllegalStateException if this process could not read what lies there
     * @throws WrongPartitionsException if a topic has other partitions than the settings say
     * @throws KafkaAwayException if Kafka cannot be reached within {@code patience}
     */
    public static void ensure(KafkaSettings settings, String clientId, Duration patience) {
        NativeCompression.require();
        Admin admin = Admin.create(settings.admin(clientId + "-setup"));
        try {
            long deadline = System.nanoTime() + patience.toNanos();
            Set<String> there = within(admin.listTopics().names(), deadline);
            List<NewTopic> missing =
                    Arrays.stream(Topics.values())
                            .filter(topic -> !there.contains(topic.topic()))
                            .map(topic -> describe(topic, settings))
                            .toList();
            create(admin, missing, deadline);
            List<String> names = Arrays.stream(Topics.values()).map(Topics::topic).toList();
            check(described(admin, names, deadline), settings.lanes());
        } catch (TimeoutException | ExecutionException e) {
            throw new KafkaAwayException(
                    "Kafka at %s cannot be reached or refuses to set up its topics: %s. Check that the broker runs and that kafka.bootstrap.servers (KAFKA_BOOTSTRAP_SERVERS) is right."
                            .formatted(settings.bootstrap(), reason(e)),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaAwayException("interrupted while setting up topics", e);
        } finally {
            // Left to itself it waits a minute for what was asked of a broker that is away.
            admin.close(CLOSING);
        }
    }

    /**
     * A topic that has just been created is known to the controller first, and to each broker a
     * moment later.
     */
    private static Map<String, TopicDescription> described(
            Admin admin, List<String> names, long deadline)
            throws InterruptedException, ExecutionException, TimeoutException {
        while (true) {
            try {
                return within(admin.describeTopics(names).allTopicNames(), deadline);
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)
                        || System.nanoTime() > deadline) {
                    throw e;
                }
                LockSupport.parkNanos(MOMENT.toNanos());
            }
        }
    }

    private static void create(Admin admin, List<NewTopic> missing, long deadline)
            throws InterruptedException, ExecutionException, TimeoutException {
        Map<String, KafkaFuture<Void>> created = admin.createTopics(missing).values();
        for (Map.Entry<String, KafkaFuture<Void>> entry : created.entrySet()) {
            try {
                within(entry.getValue(), deadline);
                LOG.info("created topic {}", entry.getKey());
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw e;
                }
            }
        }
    }

    private static void check(Map<String, TopicDescription> there, int lanes) {
        String wrong =
                Arrays.stream(Topics.values())
                        .map(topic -> difference(topic, there.get(topic.topic()), lanes))
                        .filter(difference -> !difference.isEmpty())
                        .collect(Collectors.joining("; "));
        if (!wrong.isEmpty()) {
            throw new WrongPartitionsException(
                    wrong
                            + ". Every stage must be configured with the same number of lanes as the topics have (crayfleet.lanes, CRAYFLEET_LANES); lanes cannot be changed while tasks are in flight.");
        }
    }

    private static String difference(Topics topic, @Nullable TopicDescription is, int lanes) {
        int partitions = is == null ? 0 : is.partitions().size();
        return partitions == topic.partitions(lanes)
                ? ""
                : "%s has %d partitions, not %d"
                        .formatted(topic.topic(), partitions, topic.partitions(lanes));
    }

    private static NewTopic describe(Topics topic, KafkaSettings settings) {
        return new NewTopic(
                        topic.topic(), topic.partitions(settings.lanes()), settings.replication())
                .configs(
                        Map.of(
                                TopicConfig.RETENTION_MS_CONFIG,
                                Long.toString(topic.retention().toMillis()),
                                TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                                Integer.toString(1024 * 1024),
                                TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG,
                                settings.replication() >= 3 ? "2" : "1"));
    }

    private static <T> T within(KafkaFuture<T> future, long deadline)
            throws InterruptedException, ExecutionException, TimeoutException {
        return future.get(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
    }

    private static String reason(Exception e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        String message = cause.getMessage();
        return message == null ? "no answer in time" : message;
    }
}
