package dev.crayfleet.stage.kafka;

import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.stage.Stage;
import io.micronaut.configuration.kafka.admin.AdminClientFactory;
import io.micronaut.configuration.kafka.config.KafkaDefaultConfiguration;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Replaces;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.annotation.Value;
import jakarta.inject.Singleton;
import java.util.Map;
import org.apache.kafka.clients.admin.AdminClient;
import org.apache.kafka.clients.admin.AdminClientConfig;

/**
 * The admin client by which {@code /health} asks Kafka, instead of Micronaut's: every call of it
 * ends within {@code kafka.health-timeout}, and so does closing it, which waits for its calls. It
 * is made when health is asked for the first time, so a stage that starts without Kafka has no
 * client that logs about it.
 */
@Factory
@Requires(property = Stage.PROPERTY)
final class HealthAdminClientFactory {
    @Singleton
    @Bean(preDestroy = "close")
    @Replaces(bean = AdminClient.class, factory = AdminClientFactory.class)
    AdminClient adminClient(
            KafkaSettings kafka,
            KafkaDefaultConfiguration configuration,
            @Value("${" + Stage.PROPERTY + "}") String stage) {
        Map<String, Object> settings = kafka.admin("crayfleet-" + stage + "-health");
        int timeoutMs = Math.toIntExact(configuration.getHealthTimeout().toMillis());
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, timeoutMs);
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, timeoutMs);
        return AdminClient.create(settings);
    }
}
