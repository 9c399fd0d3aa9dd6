package dev.crayfleet.stage.kafka;

import dev.crayfleet.contract.Topics;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.client.ClientLogin;
import dev.crayfleet.kafka.client.ClientProperties;
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
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * {@code kafka.bootstrap.servers}, {@code crayfleet.lanes}, {@code crayfleet.replication}, and
 * {@code crayfleet.kafka.*} handed to every client as it is, behind what is in the file that {@code
 * crayfleet.kafka.client-config} names.
 */
@Factory
final class KafkaSettingsFactory {
    private static final String CLIENT = "crayfleet.kafka";
    private static final String CLIENT_FILE = CLIENT + ".client-config";

    @Singleton
    KafkaSettings settings(TopicSettings topics, SigningSettings signing, Environment environment) {
        // No placeholder with a default: its colons would be read as further placeholders.
        String bootstrap =
                environment
                        .getProperty("kafka.bootstrap.servers", String.class)
                        .orElse(KafkaSettings.DEFAULT_BOOTSTRAP);
        return new KafkaSettings(
                bootstrap,
                topics.lanes(),
                topics.replication(),
                client(environment),
                signs(environment)
                        ? Signing.of(signing.keysFile(), signing.required())
                        : Signing.OFF);
    }

    /** The file first; what is given for single settings wins. */
    private static Map<String, String> client(Environment environment) {
        ClientLogin.requireNoSecretAmong(System.getProperties());
        Map<String, String> client = new HashMap<>();
        environment
                .getProperty(CLIENT_FILE, String.class)
                .filter(file -> !file.isBlank())
                .ifPresent(file -> client.putAll(ClientProperties.read(Path.of(file.strip()))));
        environment
                .getProperties(CLIENT)
                .forEach((name, value) -> {
                    // A variable comes in every spelling; Kafka has no name with a hyphen.
                    if (!name.contains("-") && !name.equals("client.config")) {
                        client.put(name, String.valueOf(value));
                    }
                });
        return client;
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
