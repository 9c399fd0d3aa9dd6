package dev.crayfleet.stage.kafka;

import dev.crayfleet.kafka.KafkaSettings;
import io.micronaut.configuration.kafka.config.KafkaDefaultConfiguration;
import io.micronaut.configuration.kafka.health.KafkaHealthIndicator;
import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.admin.AdminClient;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/**
 * Micronaut's Kafka health with an admin client of our own, which is made when health is asked for
 * the first time: a stage that starts without Kafka has no client that logs about it. Every call of
 * it ends within {@code kafka.health-timeout}.
 */
final class KafkaHealth implements HealthIndicator, AutoCloseable {
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

    private final KafkaSettings kafka;
    private final KafkaDefaultConfiguration configuration;
    private final String clientId;

    // Guarded by this.
    private @Nullable AdminClient admin;
    private @Nullable HealthIndicator indicator;
    private boolean closed;

    KafkaHealth(KafkaSettings kafka, KafkaDefaultConfiguration configuration, String clientId) {
        this.kafka = kafka;
        this.configuration = configuration;
        this.clientId = clientId;
    }

    @Override
    public Publisher<HealthResult> getResult() {
        try {
            return indicator().getResult();
        } catch (KafkaException e) {
            // None of the bootstrap servers' names can be resolved, above all.
            return Publishers.just(
                    HealthResult.builder("kafka", HealthStatus.DOWN).exception(e).build());
        }
    }

    // The other constructor takes the admin client from the context, where none is.
    @SuppressWarnings("removal")
    private synchronized HealthIndicator indicator() {
        if (indicator != null) {
            return indicator;
        }
        if (closed) {
            throw new KafkaException("this stage is stopping");
        }
        int timeoutMs = Math.toIntExact(configuration.getHealthTimeout().toMillis());
        Map<String, Object> settings = kafka.admin(clientId);
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, timeoutMs);
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, timeoutMs);
        AdminClient created = AdminClient.create(settings);
        HealthIndicator asking = new KafkaHealthIndicator(created, configuration);
        admin = created;
        indicator = asking;
        return asking;
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (admin != null) {
            admin.close(CLOSE_TIMEOUT);
        }
    }
}
