package dev.crayfleet.poster.kafka;

import dev.crayfleet.stage.kafka.KafkaMeters;
import java.util.Map;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A Kafka consumer whose meters are shown until it is closed, as one follows the other here. */
final class MeteredConsumer extends KafkaConsumer<byte[], byte[]> {
    private final KafkaMeters.Binding meters;

    /**
     * @param name for meters
     */
    MeteredConsumer(Map<String, Object> settings, String name, KafkaMeters meters) {
        super(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        this.meters = meters.bind(name, this);
    }

    @Override
    public void close(CloseOptions options) {
        meters.close();
        super.close(options);
    }
}
