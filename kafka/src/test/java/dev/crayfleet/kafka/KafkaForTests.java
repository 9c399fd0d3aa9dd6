package dev.crayfleet.kafka;

import dev.crayfleet.broker.EmbeddedKafka;
import dev.crayfleet.contract.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;

/** A broker for one test class, over a folder that is deleted with it. */
final class KafkaForTests implements AutoCloseable {
    static final Duration TIMEOUT = Duration.ofSeconds(90);

    private final Path data;
    private final EmbeddedKafka broker;

    private KafkaForTests(Path data, EmbeddedKafka broker) {
        this.data = data;
        this.broker = broker;
    }

    static KafkaForTests start() throws IOException {
        Path data = Files.createTempDirectory("crayfleet-kafka");
        return new KafkaForTests(data, EmbeddedKafka.start(data, 0));
    }

    KafkaForTests withTopics() {
        TopicSetup.ensure(settings(Topics.DEFAULT_LANES), "test", TIMEOUT);
        return this;
    }

    KafkaSettings settings(int lanes) {
        return new KafkaSettings(broker.bootstrap(), lanes, (short) 1, Map.of());
    }

    Admin admin() {
        return Admin.create(settings(1).admin("test-admin"));
    }

    Producer<String, byte[]> producer() {
        return producer(settings(1), 30_000);
    }

    static Producer<String, byte[]> producer(KafkaSettings settings, int deliveryTimeoutMs) {
        return KafkaClients.newProducer(settings, "test", Duration.ofMillis(deliveryTimeoutMs));
    }

    @Override
    public void close() throws IOException {
        broker.close();
        List<Path> deepestFirst;
        try (Stream<Path> walk = Files.walk(data)) {
            deepestFirst = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : deepestFirst) {
            Files.deleteIfExists(path);
        }
    }
}
