package dev.crayfleet.stage.kafka;

import dev.crayfleet.kafka.KafkaSettings;
import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.DescribeClusterResult;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/**
 * Whether Kafka answers, and has as many brokers as a record needs to count as written. Micronaut's
 * own check reads a broker's configuration, which is a right that no service needs.
 *
 * <p>Its admin client is made when health is asked for the first time: a stage that starts without
 * Kafka has no client that logs about it. Every call of it ends within {@code
 * kafka.health-timeout}.
 */
final class KafkaHealth implements HealthIndicator, AutoCloseable {
    private static final String NAME = "kafka";
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

    private final KafkaSettings kafka;
    private final Duration timeout;
    private final String clientId;

    // Guarded by this.
    private @Nullable Admin admin;
    private boolean closed;

    KafkaHealth(KafkaSettings kafka, Duration timeout, String clientId) {
        this.kafka = kafka;
        this.timeout = timeout;
        this.clientId = clientId;
    }

    @Override
    public Publisher<HealthResult> getResult() {
        return Publishers.fromCompletableFuture(this::ask);
    }

    private CompletableFuture<HealthResult> ask() {
        try {
            DescribeClusterResult cluster = admin().describeCluster();
            return cluster.nodes()
                    .toCompletionStage()
                    .thenCombine(cluster.clusterId().toCompletionStage(), this::result)
                    .exceptionally(KafkaHealth::down)
                    .toCompletableFuture();
        } catch (KafkaException e) {
            // None of the bootstrap servers' names can be resolved, above all.
            return CompletableFuture.completedFuture(down(e));
        }
    }

    private HealthResult result(Collection<Node> nodes, String cluster) {
        return HealthResult.builder(
                        NAME,
                        nodes.size() >= kafka.minInSync() ? HealthStatus.UP : HealthStatus.DOWN)
                .details(Map.of("clusterId", cluster, "nodes", nodes.size()))
                .build();
    }

    private static HealthResult down(Throwable failure) {
        return HealthResult.builder(NAME, HealthStatus.DOWN)
                .exception(failure.getCause() == null ? failure : failure.getCause())
                .build();
    }

    private synchronized Admin admin() {
        if (closed) {
            throw new KafkaException("this stage is stopping");
        }
        Admin known = admin;
        if (known == null) {
            int timeoutMs = Math.toIntExact(timeout.toMillis());
            Map<String, Object> settings = kafka.admin(clientId);
            settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, timeoutMs);
            settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, timeoutMs);
            known = Admin.create(settings);
            admin = known;
        }
        return known;
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (admin != null) {
            admin.close(CLOSE_TIMEOUT);
        }
    }
}
