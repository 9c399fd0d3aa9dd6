package dev.crayfleet.kafka;

import dev.crayfleet.contract.Topics;
import dev.crayfleet.kafka.client.ClientLogin;
import dev.crayfleet.kafka.signing.Signing;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * How to reach Kafka; the same for every stage.
 *
 * @param bootstrap {@code host:port[,host:port…]}
 * @param lanes partitions of the tasks and runs topics, 1 to 1,000; the same in every stage
 * @param replication of topics that are created, 1 to the number of brokers
 * @param client settings passed to every Kafka client unchanged: security, above all
 * @param signing with which keys records of the tasks topic are signed
 */
public record KafkaSettings(
        String bootstrap,
        int lanes,
        short replication,
        Map<String, String> client,
        Signing signing) {
    public static final String DEFAULT_BOOTSTRAP = "127.0.0.1:9092";
    private static final Pattern BOOTSTRAP =
            Pattern.compile("[^,]*[^,\\s]:\\d{1,5}\\s*+(,[^,]*[^,\\s]:\\d{1,5}\\s*+)*+,?+");

    /**
     * @throws IllegalArgumentException if a value is out of range
     */
    public KafkaSettings {
        if (bootstrap == null || bootstrap.isBlank()) {
            throw new IllegalArgumentException(
                    "kafka.bootstrap.servers (KAFKA_BOOTSTRAP_SERVERS) is empty: write host:port");
        }
        if (!BOOTSTRAP.matcher(bootstrap).matches()) {
            throw new IllegalArgumentException(
                    "kafka.bootstrap.servers (KAFKA_BOOTSTRAP_SERVERS) \"%s\" is not understood: write host:port, several with commas"
                            .formatted(bootstrap));
        }
        if (lanes < 1 || lanes > 1_000) {
            throw new IllegalArgumentException(
                    "crayfleet.lanes (CRAYFLEET_LANES) is %d, outside 1 to 1000".formatted(lanes));
        }
        if (replication < 1) {
            throw new IllegalArgumentException(
                    "crayfleet.replication (CRAYFLEET_REPLICATION) is %d, below 1"
                            .formatted(replication));
        }
        client = Map.copyOf(client);
    }

    /** Without signatures. */
    public KafkaSettings(
            String bootstrap, int lanes, short replication, Map<String, String> client) {
        this(bootstrap, lanes, replication, client, Signing.OFF);
    }

    public KafkaSettings withSigning(Signing newSigning) {
        return new KafkaSettings(bootstrap, lanes, replication, client, newSigning);
    }

    public static KafkaSettings of(String bootstrap) {
        return of(bootstrap, Map.of());
    }

    /** With clients that log in as these settings say. */
    public static KafkaSettings of(String bootstrap, Map<String, String> client) {
        return new KafkaSettings(bootstrap, Topics.DEFAULT_LANES, (short) 1, client);
    }

    /** Who logs in, for a sentence. */
    String userInWords() {
        return ClientLogin.user(client).map("user \"%s\""::formatted).orElse("who asks here");
    }

    /**
     * How many replicas of our topics must have a record before it counts as written: with three
     * and more, two, so that one broker may be lost at any time.
     */
    public int minInSync() {
        return replication >= 3 ? 2 : 1;
    }

    /** For an admin client. */
    public Map<String, Object> admin(String clientId) {
        Map<String, Object> settings = new HashMap<>(client);
        settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        settings.put(CommonClientConfigs.CLIENT_ID_CONFIG, clientId);
        return settings;
    }

    /**
     * For a producer that neither loses nor doubles records: idempotent, {@code acks=all}, and
     * retrying until {@code deliveryTimeoutMs}.
     *
     * @param deliveryTimeoutMs when a send is given up, milliseconds
     */
    public Map<String, Object> producer(String clientId, int deliveryTimeoutMs) {
        Map<String, Object> settings = admin(clientId);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, deliveryTimeoutMs);
        settings.put(
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.min(10_000, deliveryTimeoutMs / 2));
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, (long) deliveryTimeoutMs);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        return settings;
    }

    /** For a consumer that reads committed transactions only, and never commits by itself. */
    public Map<String, Object> consumer(String clientId) {
        Map<String, Object> settings = admin(clientId);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        return settings;
    }

    /** Without the settings of clients, which may have a password in them. */
    @Override
    public String toString() {
        return "KafkaSettings[bootstrap=%s, lanes=%d, replication=%d, %s]"
                .formatted(bootstrap, lanes, replication, userInWords());
    }
}
