package dev.crayfleet.stage.kafka;

import dev.crayfleet.kafka.KafkaSettings;
import io.micronaut.configuration.kafka.config.AbstractKafkaConfiguration;
import io.micronaut.configuration.kafka.config.AbstractKafkaProducerConfiguration;
import io.micronaut.configuration.kafka.config.KafkaDefaultConfiguration;
import io.micronaut.context.BeanProvider;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;

/**
 * Hands our settings to the clients that Micronaut makes, so that {@link KafkaSettings} is the one
 * place where bootstrap servers, security and a producer's guarantees come from, whoever makes a
 * client.
 */
@Singleton
final class KafkaClientConfigurer
        implements BeanCreatedEventListener<AbstractKafkaConfiguration<?, ?>> {
    private final BeanProvider<KafkaSettings> kafka;
    private final BeanProvider<ProducerDefaults> producerDefaults;

    KafkaClientConfigurer(
            BeanProvider<KafkaSettings> kafka, BeanProvider<ProducerDefaults> producerDefaults) {
        this.kafka = kafka;
        this.producerDefaults = producerDefaults;
    }

    @Override
    public AbstractKafkaConfiguration<?, ?> onCreated(
            BeanCreatedEvent<AbstractKafkaConfiguration<?, ?>> event) {
        AbstractKafkaConfiguration<?, ?> configuration = event.getBean();
        Properties config = configuration.getConfig();
        // Producers and consumers copy the default configuration.
        if (configuration instanceof KafkaDefaultConfiguration) {
            config.putAll(kafka.get().client());
            config.setProperty("bootstrap.servers", kafka.get().bootstrap());
        } else if (configuration instanceof AbstractKafkaProducerConfiguration) {
            producerDefaults.ifPresent(defaults -> applyProducerDefaults(config, defaults));
        }
        return configuration;
    }

    private void applyProducerDefaults(Properties config, ProducerDefaults defaults) {
        Map<String, String> client = kafka.get().client();
        kafka.get()
                .producer(
                        defaults.clientId(), Math.toIntExact(defaults.deliveryTimeout().toMillis()))
                .forEach((name, value) -> {
                    // What is set for every client gives way; what is set for this one stays.
                    Object present = config.get(name);
                    if (present == null || Objects.equals(present, client.get(name))) {
                        config.put(name, String.valueOf(value));
                    }
                });
    }
}
