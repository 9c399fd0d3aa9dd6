package dev.crayfleet.stage.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class KafkaMetersTest {
    private static final Map<String, Object> NOBODY = Map.of("bootstrap.servers", "127.0.0.1:1");

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final KafkaMeters meters = new KafkaMeters(registry);
    private final Map<MetricName, Metric> kept = new HashMap<>();

    /** With real clients, because their names for things are not ours. */
    @Test
    void everyMeterOfClientsIsOneThatKafkaHas() {
        Map<String, Object> grouped = new HashMap<>(NOBODY);
        grouped.put("group.id", "g");
        try (KafkaConsumer<byte[], byte[]> consumer =
                        new KafkaConsumer<>(
                                grouped, new ByteArrayDeserializer(), new ByteArrayDeserializer());
                KafkaProducer<byte[], byte[]> producer =
                        new KafkaProducer<>(
                                NOBODY, new ByteArraySerializer(), new ByteArraySerializer())) {
            assertThat(unknownToKafka(KafkaMeter.Kind.CONSUMER, consumer.metrics())).isEmpty();
            assertThat(unknownToKafka(KafkaMeter.Kind.PRODUCER, producer.metrics())).isEmpty();
        }
    }

    private static List<KafkaMeter> unknownToKafka(
            KafkaMeter.Kind kind, Map<MetricName, ? extends Metric> metrics) {
        List<String> names =
                metrics.keySet().stream()
                        .filter(name -> name.tags().keySet().equals(Set.of("client-id")))
                        .map(name -> "kafka." + name.group() + "." + name.name())
                        .map(name -> name.replace("-metrics", "").replace('-', '.'))
                        .toList();
        return Arrays.stream(KafkaMeter.values())
                .filter(meter -> meter.kind() == kind && !names.contains(meter.meterName()))
                .toList();
    }

    @Test
    void threadsOfOneClientAreAddedOrTheWorstCounts() {
        String consumer = "consumer-fetch-manager-metrics";
        keep(consumer, "records-lag-max", 7.0, "client-id", "app-StreamThread-1-consumer");
        keep(consumer, "records-lag-max", 9.0, "client-id", "app-StreamThread-2-consumer");
        keep(consumer, "records-lag-max", Double.NaN, "client-id", "app-StreamThread-3-consumer");
        keep(consumer, "records-consumed-total", 3.0, "client-id", "a");
        keep(consumer, "records-consumed-total", 4.0, "client-id", "b");
        meters.bindStreams("lanes", () -> kept);
        assertThat(gauge("kafka.consumer.fetch.manager.records.lag.max")).isEqualTo(9);
        assertThat(counter("kafka.consumer.fetch.manager.records.consumed.total")).isEqualTo(7);
    }

    @Test
    void topicsPartitionsAndCopiesOfStandbysDoNotCount() {
        String consumer = "consumer-fetch-manager-metrics";
        keep(consumer, "records-lag-max", 7.0, "client-id", "a", "topic", "t", "partition", "0");
        keep(consumer, "records-lag-max", 8.0, "client-id", "app-StreamThread-1-restore-consumer");
        meters.bindStreams("lanes", () -> kept);
        assertThat(gauge("kafka.consumer.fetch.manager.records.lag.max")).isNaN();
    }

    @Test
    void metersGoWithTheirClientAndTheNextOneOfItsNameTakesTheirPlace() {
        keep("producer-metrics", "record-send-total", 5.0, "client-id", "x");
        KafkaMeters.Binding first = meters.bindStreams("lanes", () -> kept);
        KafkaMeters.Binding second = meters.bindStreams("lanes", Map::of);
        assertThat(counter("kafka.producer.record.send.total")).isZero();
        first.close();
        assertThat(registry.getMeters()).hasSameSizeAs(KafkaMeter.values());
        second.close();
        assertThat(registry.getMeters()).isEmpty();
        meters.bindStreams("lanes", Map::of);
        meters.bindStreams("others", Map::of);
        meters.close();
        assertThat(registry.getMeters()).isEmpty();
    }

    @Test
    void onlyTheClientIsALabel() {
        meters.bindStreams("lanes", Map::of);
        assertThat(registry.getMeters())
                .extracting(Meter::getId)
                .allSatisfy(id ->
                        assertThat(id.getTags().toString()).isEqualTo("[tag(client.id=lanes)]"));
    }

    private void keep(String group, String name, double value, String... tags) {
        Map<String, String> all = new HashMap<>();
        for (int i = 0; i < tags.length; i += 2) {
            all.put(tags[i], tags[i + 1]);
        }
        MetricName metricName = new MetricName(name, group, "", all);
        kept.put(
                metricName,
                new Metric() {
                    @Override
                    public MetricName metricName() {
                        return metricName;
                    }

                    @Override
                    public Object metricValue() {
                        return value;
                    }
                });
    }

    private double gauge(String name) {
        return registry.get(name).gauges().stream().mapToDouble(Gauge::value).sum();
    }

    private double counter(String name) {
        return registry.get(name).functionCounters().stream()
                .mapToDouble(FunctionCounter::count)
                .sum();
    }
}
