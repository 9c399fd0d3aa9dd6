package dev.crayfleet.poster.kafka;

import dev.crayfleet.discord.DiscordSettings;
import dev.crayfleet.discord.LinkHealth;
import dev.crayfleet.kafka.Backoff;
import dev.crayfleet.kafka.DeadLetterWriter;
import dev.crayfleet.kafka.FileStore;
import dev.crayfleet.kafka.KafkaClients;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.TopicSetup;
import dev.crayfleet.poster.PosterConfig;
import dev.crayfleet.poster.discord.DiscordPoster;
import dev.crayfleet.stage.Stage;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Primary;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import org.apache.kafka.clients.producer.Producer;

/** Makes the poster's beans. The topics exist before the first producer or consumer is made. */
@Factory
@Requires(property = Stage.PROPERTY, value = "poster")
final class PosterFactory {
    private static final Duration SETUP_TIMEOUT = Duration.ofSeconds(30);

    @Singleton
    @Primary // Before Micronaut Kafka's, which are for @KafkaClient.
    @Bean(preDestroy = "close")
    Producer<String, byte[]> producer(KafkaSettings settings, PosterConfig config) {
        TopicSetup.ensure(settings, "crayfleet-poster", SETUP_TIMEOUT);
        return KafkaClients.newProducer(settings, "crayfleet-poster", config.kafkaTimeout());
    }

    @Singleton
    @Bean(preDestroy = "close")
    DiscordPoster discord(
            DiscordSettings discord,
            PosterConfig config,
            KafkaSettings kafka,
            Producer<String, byte[]> producer,
            MeterRegistry registry) {
        FileStore files = new FileStore(kafka, producer, config.kafkaTimeout());
        return new DiscordPoster(discord, config, files, registry, Clock.systemUTC());
    }

    @Singleton
    @Bean(preDestroy = "close")
    DeadLetterWriter deadLetters(PosterConfig config, KafkaSettings kafka) {
        return DeadLetterWriter.open(
                kafka,
                "crayfleet-poster-dead-letters",
                config.kafkaTimeout(),
                new Backoff(config.retryFirst(), config.retryLongest()));
    }

    @Context
    @Bean(preDestroy = "close")
    ChannelConsumers channelConsumers(
            DiscordSettings discord,
            PosterConfig config,
            KafkaSettings kafka,
            DiscordPoster poster,
            DeadLetterWriter deadLetters,
            MeterRegistry registry) {
        ChannelConsumers consumers =
                new ChannelConsumers(
                        discord, config, kafka, poster, deadLetters, registry, Clock.systemUTC());
        consumers.start();
        return consumers;
    }

    @Singleton
    LinkHealth health(DiscordPoster poster, ChannelConsumers consumers) {
        return new LinkHealth(poster::state, () -> consumers.problem().or(poster::problem));
    }
}
