package dev.crayfleet.ingest.discord;

import dev.crayfleet.discord.DiscordSettings;
import dev.crayfleet.discord.LinkHealth;
import dev.crayfleet.ingest.IngestConfig;
import dev.crayfleet.ingest.kafka.TaskWriter;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.stage.Stage;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;

/** Puts the Discord side of ingest together. */
@Factory
@Requires(property = Stage.PROPERTY, value = "ingest")
final class TaskQueueFactory {
    @Context
    @Bean(preDestroy = "close")
    DiscordIngest discord(
            DiscordSettings discord,
            IngestConfig config,
            KafkaSettings kafka,
            TaskWriter tasks,
            MeterRegistry registry) {
        DiscordIngest ingest = DiscordIngest.of(discord, config, kafka, tasks, registry);
        ingest.start();
        return ingest;
    }

    @Singleton
    LinkHealth health(DiscordIngest ingest) {
        return new LinkHealth(ingest::state, ingest::trouble);
    }
}
