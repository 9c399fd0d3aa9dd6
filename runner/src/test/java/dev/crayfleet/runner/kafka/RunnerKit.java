package dev.crayfleet.runner.kafka;

import dev.crayfleet.broker.EmbeddedKafka;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.TopicSetup;
import dev.crayfleet.runner.RunnerApp;
import io.micronaut.context.ApplicationContext;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** A broker with its topics, and runners that use it. */
final class RunnerKit implements AutoCloseable {
    private final EmbeddedKafka broker;
    private final KafkaSettings kafka;

    private RunnerKit(EmbeddedKafka broker) {
        this.broker = broker;
        this.kafka = KafkaSettings.of(broker.bootstrap());
    }

    static RunnerKit start(Path data) {
        RunnerKit kit = new RunnerKit(EmbeddedKafka.start(data.resolve("kafka"), 0));
        TopicSetup.ensure(kit.kafka, "test", Duration.ofSeconds(60));
        return kit;
    }

    KafkaSettings kafka() {
        return kafka;
    }

    FakeDispatcher dispatcher() {
        return new FakeDispatcher(kafka);
    }

    /**
     * @param folder where its workers folder is made
     * @param more settings: without {@code crayfleet.runner.}, unless they have a dot
     */
    ApplicationContext runner(String id, Path folder, Map<String, Object> more) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("kafka.bootstrap.servers", broker.bootstrap());
        settings.put("micronaut.server.port", -1);
        settings.put("crayfleet.runner.id", id);
        settings.put("crayfleet.runner.beat", "200ms");
        settings.put("crayfleet.runner.workers", folder.resolve("workers").toString());
        more.forEach((name, value) ->
                settings.put(name.contains(".") ? name : "crayfleet.runner." + name, value));
        return RunnerApp.start(settings);
    }

    @Override
    public void close() {
        broker.close();
    }
}
