package dev.crayfleet.kafka;

import dev.crayfleet.contract.Deadline;
import dev.crayfleet.contract.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates the topics that are missing, and refuses to go on where lane counts differ: two stages
 * with different lane counts would expect one pool in two partitions.
 */
public final class TopicSetup {
    private static final Logger LOG = LoggerFactory.getLogger(TopicSetup.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration RETRY_INTERVAL = Duration.ofMillis(50);

    /** A service that was cut off from Kafka for less sees what was removed meanwhile. */
    private static final Duration REMOVALS_KEPT = Duration.ofDays(30);

    private TopicSetup() {}

    /** A topic exists, but with another number of partitions than this stage is configured for. */
    public static final class WrongPartitionsException extends IllegalStateException {
        private static final long serialVersionUID = 1L;

        WrongPartitionsException(String message) {
            super(message);
        }
    }

    /** Kafka did not answer in time, or refused. */
    public static final class KafkaUnavailableException extends IllegalStateException {
        private static final long serialVersionUID = 1L;

        KafkaUnavailableException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /**
     * Returns when all topics exist as the settings want them, and take records if they are new.
     * Safe to call from many stages at once.
     *
     * @param timeout how long to wait for Kafka altogether
     * @throws IllegalStateException if this process cannot decompress what producers may have
     *     written
     * @throws WrongPartitionsException if a topic has other partitions than the settings say
     * @throws KafkaUnavailableException if Kafka cannot be reached within {@code timeout}
     */
    public static void ensure(KafkaSettings settings, String clientId, Duration timeout) {
        ensure(settings, clientId, timeout, List.of(Topics.values()));
    }

    /** As {@link #ensure(KafkaSettings, String, Duration)}, for some of the topics. */
    public static void ensure(
            KafkaSettings settings, String clientId, Duration timeout, List<Topics> topics) {
        NativeCompression.require();
        Admin admin = open(settings, clientId + "-setup");
        try {
            Deadline deadline = Deadline.after(timeout);
            Set<String> existing = await(admin.listTopics().names(), deadline);
            List<NewTopic> missing =
                    topics.stream()
                            .filter(topic -> !existing.contains(topic.topic()))
                            .map(topic -> newTopic(topic, settings))
                            .toList();
            create(admin, missing, deadline);
            List<String> names = topics.stream().map(Topics::topic).toList();
            Map<String, TopicDescription> found = describe(admin, names, deadline);
            PartitionCheck.require(topics, found, settings.lanes());
            if (!missing.isEmpty()) {
                NewTopicWait.await(admin, found.values(), deadline);
            }
        } catch (TimeoutException | ExecutionException e) {
            throw unavailable(settings, reason(e, timeout), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaUnavailableException("interrupted while setting up topics", e);
        } finally {
            // By default it waits a minute for the answers of a broker that does not respond.
            admin.close(CLOSE_TIMEOUT);
        }
    }

    /**
     * @throws KafkaUnavailableException if none of the addresses is one, or a client's setting
     *     makes no sense
     */
    private static Admin open(KafkaSettings settings, String clientId) {
        try {
            return Admin.create(settings.admin(clientId));
        } catch (KafkaException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw unavailable(settings, String.valueOf(cause.getMessage()), e);
        }
    }

    private static KafkaUnavailableException unavailable(
            KafkaSettings settings, String reason, Exception cause) {
        return new KafkaUnavailableException(
                "Kafka at %s cannot be reached or refuses to set up its topics: %s. Check that the broker runs and that kafka.bootstrap.servers (KAFKA_BOOTSTRAP_SERVERS) is right."
                        .formatted(settings.bootstrap(), reason),
                cause);
    }

    /** Tries again: brokers learn of a new topic some milliseconds after the controller. */
    private static Map<String, TopicDescription> describe(
            Admin admin, List<String> names, Deadline deadline)
            throws InterruptedException, ExecutionException, TimeoutException {
        while (true) {
            try {
                return await(admin.describeTopics(names).allTopicNames(), deadline);
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)
                        || deadline.hasPassed()) {
                    throw e;
                }
                LockSupport.parkNanos(RETRY_INTERVAL.toNanos());
            }
        }
    }

    private static void create(Admin admin, List<NewTopic> missing, Deadline deadline)
            throws InterruptedException, ExecutionException, TimeoutException {
        Map<String, KafkaFuture<Void>> created = admin.createTopics(missing).values();
        for (Map.Entry<String, KafkaFuture<Void>> entry : created.entrySet()) {
            try {
                await(entry.getValue(), deadline);
                LOG.info("created topic {}", entry.getKey());
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw e;
                }
            }
        }
    }

    private static NewTopic newTopic(Topics topic, KafkaSettings settings) {
        Map<String, String> configs = new HashMap<>();
        configs.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(1024 * 1024));
        configs.put(
                TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, Integer.toString(settings.minInSync()));
        if (topic.isCompacted()) {
            configs.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT);
            configs.put(
                    TopicConfig.DELETE_RETENTION_MS_CONFIG,
                    Long.toString(REMOVALS_KEPT.toMillis()));
        } else {
            configs.put(
                    TopicConfig.RETENTION_MS_CONFIG, Long.toString(topic.retention().toMillis()));
        }
        return new NewTopic(
                        topic.topic(), topic.partitions(settings.lanes()), settings.replication())
                .configs(configs);
    }

    private static <T> T await(KafkaFuture<T> future, Deadline deadline)
            throws InterruptedException, ExecutionException, TimeoutException {
        return future.get(Math.max(1, deadline.remainingNanos()), TimeUnit.NANOSECONDS);
    }

    private static String reason(Exception e, Duration timeout) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        String message = cause.getMessage();
        boolean isLate =
                cause instanceof TimeoutException
                        || cause instanceof org.apache.kafka.common.errors.TimeoutException;
        return message == null || isLate
                ? "no answer within %d s".formatted(timeout.toSeconds())
                : message.replaceFirst("\\.$", "");
    }
}
