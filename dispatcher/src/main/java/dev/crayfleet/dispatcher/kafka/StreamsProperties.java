package dev.crayfleet.dispatcher.kafka;

import dev.crayfleet.dispatcher.config.StreamsSettings;
import dev.crayfleet.kafka.KafkaSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.streams.StreamsConfig;

/** The properties that Kafka Streams is given. */
final class StreamsProperties {
    /**
     * How often the offsets of records that were only read are committed, heartbeats above all.
     * What is written requests its commit itself.
     */
    private static final Duration READ_COMMIT_INTERVAL = Duration.ofSeconds(8);

    /** How soon a standby that lags is checked again; the shortest that Kafka Streams allows. */
    private static final Duration PROBING_REBALANCE_INTERVAL = Duration.ofMinutes(1);

    /** A record ends the wait at once; a timer waits so long at most, and an idle thread wakes. */
    private static final Duration MAX_POLL_WAIT = Duration.ofMillis(250);

    /**
     * A transaction that begins while the markers of the last one are written is told to come
     * again, after this; it doubles, up to a second. Kafka's default of 100 ms would be ten
     * commits' time.
     */
    private static final int RETRY_BACKOFF_MS = 2;

    /** Nothing is seen before the commit, which does not wait for this: fewer, fuller requests. */
    private static final int LINGER_MS = 5;

    private StreamsProperties() {}

    /**
     * @param applicationId the consumer group, the prefix of the changelog and of transactional ids
     */
    static Map<String, Object> of(
            KafkaSettings kafka,
            StreamsSettings settings,
            String applicationId,
            DispatcherInstance self) {
        Map<String, Object> properties = new HashMap<>(kafka.admin("crayfleet-dispatcher"));
        properties.remove(StreamsConfig.CLIENT_ID_CONFIG);
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, applicationId);
        properties.put(StreamsConfig.APPLICATION_SERVER_CONFIG, self.endPoint());
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, READ_COMMIT_INTERVAL.toMillis());
        properties.put(StreamsConfig.POLL_MS_CONFIG, MAX_POLL_WAIT.toMillis());
        properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, settings.threads());
        properties.put(StreamsConfig.STATE_DIR_CONFIG, settings.stateFolder().toString());
        properties.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, (int) kafka.replication());
        // The ledger is worth no less than what it was made from; brokers' own default is 1.
        properties.put(
                StreamsConfig.topicPrefix(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG),
                Integer.toString(kafka.minInSync()));
        properties.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, settings.standbys());
        properties.put(
                StreamsConfig.PROBING_REBALANCE_INTERVAL_MS_CONFIG,
                PROBING_REBALANCE_INTERVAL.toMillis());
        // Without it tasks and runs of a lane wait for each other.
        properties.put(
                StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, StreamsConfig.MAX_TASK_IDLE_MS_DISABLED);
        addConsumer(properties, settings);
        addProducer(properties);
        return properties;
    }

    private static void addConsumer(Map<String, Object> properties, StreamsSettings settings) {
        // How long a lane stands still when its dispatcher is killed.
        properties.put(
                StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG),
                (int) settings.sessionTimeout().toMillis());
        properties.put(
                StreamsConfig.consumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG),
                (int) settings.sessionTimeout().dividedBy(4).toMillis());
    }

    private static void addProducer(Map<String, Object> properties) {
        properties.put(
                StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG),
                // Kafka Streams allows no shorter one; LaneClients sets the one that is used.
                (int) READ_COMMIT_INTERVAL.toMillis());
        properties.put(
                StreamsConfig.producerPrefix(ProducerConfig.RETRY_BACKOFF_MS_CONFIG),
                RETRY_BACKOFF_MS);
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), LINGER_MS);
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
    }
}
