package dev.crayfleet.poster.kafka;

import dev.crayfleet.discord.DiscordSettings;
import dev.crayfleet.discord.LinkHealth;
import dev.crayfleet.discord.RequiredSettings;
import dev.crayfleet.kafka.Backoff;
import dev.crayfleet.kafka.DeadLetterWriter;
import dev.crayfleet.kafka.FileStore;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.poster.PosterConfig;
import dev.crayfleet.poster.RequiresPoster;
import dev.crayfleet.poster.discord.DiscordPoster;
import dev.crayfleet.stage.StartCheck;
import dev.crayfleet.stage.kafka.KafkaMeters;
import dev.crayfleet.stage.kafka.ProducerDefaults;
import dev.crayfleet.stage.kafka.TopicsReady;
import dev.crayfleet.stage.traces.TaskTracer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.configuration.kafka.ProducerRegistry;
import io.micronaut.configuration.kafka.annotation.KafkaClient;
import io.micronaut.context.BeanProvider;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.EnumSet;
import java.util.Set;
import org.apache.kafka.clients.producer.Producer;

/** Makes the poster's beans. The topics exist before the first producer or consumer is made. */
@Factory
@RequiresPoster
final class PosterFactory {
    private static final Set<RequiredSettings> REQUIRED =
            EnumSet.of(
                    RequiredSettings.TOKEN, RequiredSettings.RESULTS, RequiredSettings.WORKER_POOL);

    @Singleton
    StartCheck check(BeanProvider<DiscordSettings> settings) {
        return StartCheck.of(
                () -> RequiredSettings.requireAllOrNone("The poster", settings.get(), REQUIRED));
    }

    @Singleton
    ProducerDefaults producerDefaults(PosterConfig config) {
        return new ProducerDefaults("crayfleet-poster", config.kafkaTimeout());
    }

    /**
     * @param topics first, so that there is no producer while Kafka is away
     * @param closesProducers taken so that this is closed before them
     */
    @Singleton
    @Bean(preDestroy = "close")
    DiscordPoster discord(
            TopicsReady topics,
            @KafkaClient("poster") Producer<String, byte[]> producer,
            ProducerRegistry closesProducers,
            DiscordSettings discord,
            PosterConfig config,
            KafkaSettings kafka,
            KafkaMeters kafkaMeters,
            MeterRegistry registry) {
        kafkaMeters.bind("files", producer);
        FileStore files = new FileStore(kafka, producer, config.kafkaTimeout());
        return new DiscordPoster(discord, config, files, registry, Clock.systemUTC());
    }

    @Singleton
    @Bean(preDestroy = "close")
    DeadLetterWriter deadLetters(TopicsReady topics, PosterConfig config, KafkaSettings kafka) {
        return DeadLetterWriter.open(
                kafka,
                "crayfleet-poster-dead-letters",
                config.kafkaTimeout(),
                new Backoff(config.retryFirst(), config.retryLongest()));
    }

    /**
     * @param topics first, so that there is no consumer while Kafka is away
     */
    @Singleton
    @Bean(preDestroy = "close")
    AgentFaces faces(TopicsReady topics, KafkaSettings kafka) {
        return new AgentFaces(kafka);
    }

    @Context
    @Bean(preDestroy = "close")
    ChannelConsumers channelConsumers(
            DiscordSettings discord,
            PosterConfig config,
            KafkaSettings kafka,
            DiscordPoster poster,
            DeadLetterWriter deadLetters,
            KafkaMeters kafkaMeters,
            MeterRegistry registry,
            TaskTracer tracer,
            AgentFaces faces) {
        ChannelConsumers consumers =
                new ChannelConsumers(
                        discord,
                        config,
                        kafka,
                        poster,
                        deadLetters,
                        kafkaMeters,
                        registry,
                        tracer,
                        Clock.systemUTC(),
                        faces);
        consumers.start();
        return consumers;
    }

    @Singleton
    LinkHealth health(DiscordPoster poster, ChannelConsumers consumers) {
        return new LinkHealth(poster::state, () -> consumers.problem().or(poster::problem));
    }
}
