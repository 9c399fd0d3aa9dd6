package dev.crayfleet.stage.kafka;

import dev.crayfleet.stage.Stage;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Requires;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;

/**
 * Shows what a stage's Kafka clients keep of themselves: see {@link KafkaMeter}.
 *
 * <p>Micrometer's own binders look every minute, in a thread for each client, whether there is
 * something new, and name the clients of Kafka Streams anew at each start. These meters look
 * nowhere unless somebody reads them, and their {@code client.id} is what the stage calls a client,
 * the same for ever.
 */
@Singleton
@Requires(property = Stage.PROPERTY)
public final class KafkaMeters {
    private static final String CLIENT = "client.id";

    private final MeterRegistry registry;

    // Guarded by this.
    private final Map<String, Binding> bindings = new HashMap<>();

    KafkaMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    /** The meters of one client. */
    public final class Binding implements AutoCloseable {
        private final String client;
        private final Supplier<Map<MetricName, ? extends Metric>> metrics;
        private final List<Meter> meters;

        private Binding(
                String client,
                Set<KafkaMeter.Kind> kinds,
                Supplier<Map<MetricName, ? extends Metric>> metrics) {
            this.client = client;
            this.metrics = metrics;
            this.meters =
                    Arrays.stream(KafkaMeter.values())
                            .filter(each -> kinds.contains(each.kind()))
                            .map(this::register)
                            .toList();
        }

        private Meter register(KafkaMeter meter) {
            return meter.isCounter()
                    ? FunctionCounter.builder(meter.meterName(), this, now -> now.value(meter))
                            .tag(CLIENT, client)
                            .register(registry)
                    : Gauge.builder(meter.meterName(), this, now -> now.value(meter))
                            .tag(CLIENT, client)
                            .register(registry);
        }

        private double value(KafkaMeter meter) {
            return meter.value(metrics.get());
        }

        /** To be called when the client is closed; the meters are gone then. */
        @Override
        public void close() {
            synchronized (KafkaMeters.this) {
                if (bindings.remove(client, this)) {
                    meters.forEach(registry::remove);
                }
            }
        }
    }

    /**
     * @param client what it is called; a client of the same name before it is not shown any more
     */
    public Binding bind(String client, Consumer<?, ?> consumer) {
        return bind(client, EnumSet.of(KafkaMeter.Kind.CONSUMER), consumer::metrics);
    }

    /**
     * @param client what it is called; a client of the same name before it is not shown any more
     */
    public Binding bind(String client, Producer<?, ?> producer) {
        return bind(client, EnumSet.of(KafkaMeter.Kind.PRODUCER), producer::metrics);
    }

    /**
     * Kafka Streams with the clients of its threads.
     *
     * @param client what it is called; a client of the same name before it is not shown any more
     * @param metrics of Kafka Streams
     */
    public Binding bindStreams(String client, Supplier<Map<MetricName, ? extends Metric>> metrics) {
        return bind(client, EnumSet.allOf(KafkaMeter.Kind.class), metrics);
    }

    private synchronized Binding bind(
            String client,
            Set<KafkaMeter.Kind> kinds,
            Supplier<Map<MetricName, ? extends Metric>> metrics) {
        Binding before = bindings.get(client);
        if (before != null) {
            before.close();
        }
        Binding binding = new Binding(client, kinds, metrics);
        bindings.put(client, binding);
        return binding;
    }

    @PreDestroy
    synchronized void close() {
        List.copyOf(bindings.values()).forEach(Binding::close);
    }
}
