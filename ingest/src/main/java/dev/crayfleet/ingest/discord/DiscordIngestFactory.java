package dev.crayfleet.ingest.discord;

import dev.crayfleet.discord.DiscordSettings;
import dev.crayfleet.discord.LinkHealth;
import dev.crayfleet.discord.RequiredSettings;
import dev.crayfleet.ingest.IngestConfig;
import dev.crayfleet.ingest.RequiresIngest;
import dev.crayfleet.ingest.SubmitGate;
import dev.crayfleet.ingest.kafka.TaskWriter;
import dev.crayfleet.ingest.routing.NeedsRouter;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.stage.StartCheck;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.BeanProvider;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.util.EnumSet;
import java.util.Set;

/** The Discord side of ingest: started when it is made, closed before what it writes with. */
@Factory
@RequiresIngest
final class DiscordIngestFactory {
    private static final Set<RequiredSettings> REQUIRED =
            EnumSet.of(RequiredSettings.TOKEN, RequiredSettings.TASK_QUEUE);

    @Context
    @Bean(preDestroy = "close")
    DiscordIngest discord(
            DiscordSettings discord,
            IngestConfig config,
            KafkaSettings kafka,
            TaskWriter tasks,
            SubmitGate gate,
            NeedsRouter router,
            MeterRegistry registry) {
        DiscordIngest ingest =
                DiscordIngest.of(discord, config, kafka, tasks, gate, router, registry);
        ingest.start();
        return ingest;
    }

    @Singleton
    StartCheck check(BeanProvider<DiscordSettings> settings) {
        return StartCheck.of(
                () -> RequiredSettings.requireAllOrNone("Ingest", settings.get(), REQUIRED));
    }

    @Singleton
    LinkHealth health(DiscordIngest ingest) {
        return new LinkHealth(ingest::state, ingest::trouble);
    }
}
