package dev.crayfleet.ingest.kafka;

import dev.crayfleet.ingest.IngestConfig;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.TopicSetup;
import dev.crayfleet.stage.Stage;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import java.time.Duration;

/** The one producer of ingest; it is not made before the topics are there. */
@Factory
@Requires(property = Stage.PROPERTY, value = "ingest")
final class TaskWriterFactory {
    private static final Duration SETUP = Duration.ofSeconds(30);

    @Context
    @Bean(preDestroy = "close")
    TaskWriter tasks(KafkaSettings settings, IngestConfig config) {
        TopicSetup.ensure(settings, "crayfleet-ingest", SETUP);
        return new TaskWriter(settings, config.kafkaTimeout());
    }
}
