package dev.crayfleet.kafka;

import java.time.Duration;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Makes the Kafka clients that several stages need alike. */
public final class KafkaClients {
    private KafkaClients() {}

    /**
     * A producer for records keyed by text; the caller closes it. It neither loses nor doubles
     * records.
     *
     * @param deliveryTimeout when a send is given up; at most 24 days
     */
    public static Producer<String, byte[]> newProducer(
            KafkaSettings settings, String clientId, Duration deliveryTimeout) {
        return new KafkaProducer<>(
                settings.producer(clientId, Math.toIntExact(deliveryTimeout.toMillis())),
                new StringSerializer(),
                new ByteArraySerializer());
    }
}
