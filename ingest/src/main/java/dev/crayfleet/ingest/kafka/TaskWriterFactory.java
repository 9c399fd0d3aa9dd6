package dev.crayfleet.ingest.kafka;

import dev.crayfleet.ingest.IngestConfig;
import dev.crayfleet.ingest.RequiresIngest;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.stage.kafka.KafkaMeters;
import dev.crayfleet.stage.kafka.ProducerDefaults;
import dev.crayfleet.stage.kafka.TopicsReady;
import dev.crayfleet.stage.traces.TaskTracer;
import io.micronaut.configuration.kafka.ProducerRegistry;
import io.micronaut.configuration.kafka.annotation.KafkaClient;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import org.apache.kafka.clients.producer.Producer;

/** The Kafka side of ingest: one producer, and what writes tasks with it. */
@Factory
@RequiresIngest
final class TaskWriterFactory {
    @Singleton
    ProducerDefaults producerDefaults(IngestConfig config) {
        return new ProducerDefaults("crayfleet-ingest", config.kafkaTimeout());
    }

    /**
     * @param topics first, so that there is no producer while Kafka is away
     * @param producers not used: what depends on it, and so the writer, is closed before the
     *     producers are
     */
    @Context
    @Bean(preDestroy = "close")
    TaskWriter tasks(
            TopicsReady topics,
            @KafkaClient("ingest") Producer<String, byte[]> producer,
            ProducerRegistry producers,
            KafkaMeters meters,
            KafkaSettings kafka,
            IngestConfig config,
            TaskTracer tracer) {
        meters.bind("tasks", producer);
        return new TaskWriter(producer, kafka, config.kafkaTimeout(), tracer);
    }
}
