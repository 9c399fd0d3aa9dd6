package dev.crayfleet.kafka;

import dev.crayfleet.contract.Deadline;
import dev.crayfleet.contract.Topics;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
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
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.jspecify.annotations.Nullable;
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

    /** How often it is looked whether somebody else has created topics. */
    private static final Duration WAIT_INTERVAL = Duration.ofMillis(300);

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

        KafkaUnavailableException(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** All topics, as {@link #ensure(KafkaSettings, String, Set, Duration)} does it. */
    public static void ensure(KafkaSettings settings, String clientId, Duration timeout) {
        ensure(settings, clientId, EnumSet.allOf(Topics.class), timeout);
    }

    /**
     * Returns when these topics exist as the settings want them, and take records if they are new.
     * Safe to call from many stages at once. Who may not create topics waits until somebody else
     * has.
     *
     * @param topics those that this stage uses
     * @param timeout how long to wait for Kafka altogether
     * @throws IllegalStateException if this process cannot decompress what producers may have
     *     written
     * @throws WrongPartitionsException if a topic has other partitions than the settings say
     * @throws KafkaUnavailableException if Kafka cannot be reached within {@code timeout}, or does
     *     not accept who asks
     */
    public static void ensure(
            KafkaSettings settings, String clientId, Set<Topics> topics, Duration timeout) {
        NativeCompression.require();
        Admin admin = open(settings, clientId + "-setup");
        try {
            Deadline deadline = Deadline.after(timeout);
            Map<Topics, TopicDescription> found = awaitTopics(admin, settings, topics, deadline);
            PartitionCheck.require(found, settings.lanes());
        } catch (TimeoutException | ExecutionException e) {
            throw SetupFailure.of(settings, SetupFailure.reason(e, timeout), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaUnavailableException("interrupted while setting up topics", e);
        } finally {
            // By default it waits a minute for the answers of a broker that does not respond.
            admin.close(CLOSE_TIMEOUT);
        }
    }

    private static Map<Topics, TopicDescription> awaitTopics(
            Admin admin, KafkaSettings settings, Set<Topics> topics, Deadline deadline)
            throws InterruptedException, ExecutionException, TimeoutException {
        boolean mayCreate = true;
        boolean areNew = false;
        while (true) {
            Map<Topics, TopicDescription> found = ExistingTopics.of(admin, topics, deadline);
            Set<Topics> missing = EnumSet.copyOf(topics);
            missing.removeAll(found.keySet());
            if (missing.isEmpty()) {
                if (areNew) {
                    NewTopicWait.await(admin, found.values(), deadline);
                }
                return found;
            }
            areNew = true;
            if (mayCreate) {
                mayCreate = create(admin, missing, settings, deadline);
                // Brokers learn of a new topic some milliseconds after the controller.
                LockSupport.parkNanos(RETRY_INTERVAL.toNanos());
            } else if (deadline.hasPassed()) {
                throw new KafkaUnavailableException(
                        "%s may not create %s in Kafka at %s, and nobody else has. Start a dispatcher, which creates all topics"
                                .formatted(
                                        settings.userInWords(),
                                        names(missing),
                                        settings.bootstrap()),
                        null);
            } else {
                Thread.sleep(deadline.remaining(WAIT_INTERVAL));
            }
        }
    }

    private static String names(Set<Topics> topics) {
        return topics.stream().map(Topics::topic).collect(Collectors.joining(", "));
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
            throw SetupFailure.of(settings, String.valueOf(cause.getMessage()), e);
        }
    }

    /**
     * @return false if somebody else has to, because who asks here may not
     */
    private static boolean create(
            Admin admin, Set<Topics> missing, KafkaSettings settings, Deadline deadline)
            throws InterruptedException, ExecutionException, TimeoutException {
        Map<String, KafkaFuture<Void>> created =
                admin.createTopics(missing.stream().map(each -> newTopic(each, settings)).toList())
                        .values();
        for (Map.Entry<String, KafkaFuture<Void>> entry : created.entrySet()) {
            try {
                await(entry.getValue(), deadline);
                LOG.info("created topic {}", entry.getKey());
            } catch (ExecutionException e) {
                if (e.getCause() instanceof AuthorizationException) {
                    LOG.info("waiting for a dispatcher to create {}", names(missing));
                    return false;
                }
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw e;
                }
            }
        }
        return true;
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
}
