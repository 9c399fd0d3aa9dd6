package dev.crayfleet.stage.kafka;

import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.stage.Stage;
import io.micronaut.configuration.kafka.config.KafkaDefaultConfiguration;
import io.micronaut.configuration.kafka.health.KafkaHealthIndicator;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Replaces;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.annotation.Value;
import jakarta.inject.Singleton;

/** Every stage's health includes Kafka's. */
@Factory
@Requires(property = Stage.PROPERTY)
final class KafkaHealthFactory {
    @Singleton
    @Bean(preDestroy = "close")
    @Replaces(KafkaHealthIndicator.class)
    @Requires(property = "kafka.health.enabled", notEquals = "false")
    KafkaHealth health(
            KafkaSettings kafka,
            KafkaDefaultConfiguration configuration,
            @Value("${" + Stage.PROPERTY + "}") String stage) {
        return new KafkaHealth(
                kafka, configuration.getHealthTimeout(), "crayfleet-" + stage + "-health");
    }
}
