package dev.crayfleet.stage.kafka;

import dev.crayfleet.contract.Topics;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.signing.Signing;
import dev.crayfleet.stage.Stage;
import dev.crayfleet.stage.StartCheck;
import io.micronaut.context.BeanProvider;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.env.Environment;
import io.micronaut.core.bind.annotation.Bindable;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * {@code kafka.bootstrap.servers}, {@code crayfleet.lanes}, {@code crayfleet.replication}, and
 * {@code crayfleet.kafka.*} handed to every client as it is.
 */
@Factory
final class KafkaSettingsFactory {
    @Singleton
    KafkaSettings settings(TopicSettings topics, SigningSettings signing, Environment environment) {
        // No placeholder with a default: its colons would be read as further placeholders.
        String bootstrap =
                environment
                        .getProperty("kafka.bootstrap.servers", String.class)
                        .orElse(KafkaSettings.DEFAULT_BOOTSTRAP);
        Map<String, String> client = new HashMap<>();
        environment
                .getProperties("crayfleet.kafka")
                .forEach((key, value) -> client.put(key, String.valueOf(value)));
        return new KafkaSettings(
                bootstrap,
                topics.lanes(),
                topics.replication(),
                client,
                signs(environment)
                        ? Signing.of(signing.keysFile(), signing.required())
                        : Signing.OFF);
    }

    /** The others write no tasks, and what a runner reads, its agents may. */
    private static boolean signs(Environment environment) {
        return environment
                .getProperty(Stage.PROPERTY, String.class)
                .filter(Set.of("ingest", "dispatcher")::contains)
                .isPresent();
    }

    @Singleton
    @Requires(property = Stage.PROPERTY)
    StartCheck check(BeanProvider<KafkaSettings> settings) {
        return StartCheck.of(settings::get);
    }

    /**
     * What is the same for all stages.
     *
     * @param lanes partitions of the tasks and runs topics, 1 to 1,000
     * @param replication of topics that are created
     */
    @ConfigurationProperties("crayfleet")
    record TopicSettings(
            @Bindable(defaultValue = "" + Topics.DEFAULT_LANES) int lanes,
            @Bindable(defaultValue = "1") short replication) {}

    /**
     * Of records of the tasks topic, by the services that have the keys.
     *
     * @param keysFile empty for no signatures
     * @param required whether what only services may write is refused without a signature
     */
    @ConfigurationProperties("crayfleet.signing")
    record SigningSettings(
            @Bindable(defaultValue = "") String keysFile,
            @Bindable(defaultValue = "true") boolean required) {}
}
