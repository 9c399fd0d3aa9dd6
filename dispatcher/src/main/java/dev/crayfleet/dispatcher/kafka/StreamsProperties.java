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
     * How often offsets are committed of records that led to no write, which are mostly heartbeats.
     * Writes request their commit themselves.
     */
    private static final Duration READ_COMMIT_INTERVAL = Duration.ofSeconds(8);

    /** How soon a standby that lags is checked again; the shortest that Kafka Streams allows. */
    private static final Duration PROBING_REBALANCE_INTERVAL = Duration.ofMinutes(1);

    /**
     * How long one poll waits. A record ends the wait at once; a due timer may fire this much late.
     */
    private static final Duration MAX_POLL_WAIT = Duration.ofMillis(250);

    /**
     * How long a broker holds a request for records when there are none. A record ends it at once;
     * a lane that is taken over may wait for the end of one. Kafka's default of half a second makes
     * an idle dispatcher ask twice as often.
     */
    private static final Duration MAX_FETCH_WAIT = Duration.ofSeconds(1);

    /**
     * A transaction that begins while the markers of the previous one are still being written is
     * rejected and retried after this time, which doubles up to a second. Kafka's default of 100 ms
     * is as long as ten commits.
     */
    private static final int RETRY_BACKOFF_MS = 2;

    /**
     * Makes fewer and larger requests. It delays nobody, because records become visible only at the
     * commit, which does not wait for this.
     */
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
        // The changelog must be as durable as the topics; brokers' own default is 1.
        properties.put(
                StreamsConfig.topicPrefix(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG),
                Integer.toString(kafka.minInSync()));
        properties.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, settings.standbys());
        properties.put(
                StreamsConfig.PROBING_REBALANCE_INTERVAL_MS_CONFIG,
                PROBING_REBALANCE_INTERVAL.toMillis());
        // Otherwise records of the tasks and runs topics of a lane would wait for each other.
        properties.put(
                StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, StreamsConfig.MAX_TASK_IDLE_MS_DISABLED);
        // There is no global thread; without this each start logs a warning about it.
        properties.put(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_GLOBAL_ENABLED_CONFIG, true);
        addConsumer(properties, settings);
        addProducer(properties);
        return properties;
    }

    private static void addConsumer(Map<String, Object> properties, StreamsSettings settings) {
        properties.put(
                StreamsConfig.mainConsumerPrefix(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG),
                (int) MAX_FETCH_WAIT.toMillis());
        // How long a lane is stopped after its dispatcher was killed.
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
                // Kafka Streams allows no shorter one; LaneKafkaClientSupplier sets the one that is
                // used.
                (int) READ_COMMIT_INTERVAL.toMillis());
        properties.put(
                StreamsConfig.producerPrefix(ProducerConfig.RETRY_BACKOFF_MS_CONFIG),
                RETRY_BACKOFF_MS);
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), LINGER_MS);
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
    }
}
