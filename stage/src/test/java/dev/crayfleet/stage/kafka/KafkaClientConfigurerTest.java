package dev.crayfleet.stage.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.kafka.KafkaSettings;
import io.micronaut.configuration.kafka.config.AbstractKafkaProducerConfiguration;
import io.micronaut.configuration.kafka.config.KafkaDefaultConfiguration;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.env.PropertySource;
import io.micronaut.inject.qualifiers.Qualifiers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaClientConfigurerTest {
    private static final String SECURITY = "security.protocol";

    @Test
    void allConfigurationsGetTheSettingsOfEveryClient() {
        try (ApplicationContext context =
                context(Map.of("crayfleet.kafka.security.protocol", "SASL_SSL"))) {
            KafkaSettings ours = context.getBean(KafkaSettings.class);
            Properties config = context.getBean(KafkaDefaultConfiguration.class).getConfig();
            assertThat(config).containsAllEntriesOf(ours.client());
            assertThat(config)
                    .containsEntry(SECURITY, "SASL_SSL")
                    .containsEntry("bootstrap.servers", "kafka.example:9093");
            assertThat(context.getBean(AbstractKafkaProducerConfiguration.class).getConfig())
                    .containsEntry(SECURITY, "SASL_SSL");
        }
    }

    @Test
    void aProducerGuaranteesWhatOurOwnProducersDo() {
        try (ApplicationContext context = context(Map.of("crayfleet.kafka.acks", "1"))) {
            Properties config =
                    context.getBean(AbstractKafkaProducerConfiguration.class).getConfig();
            context.getBean(KafkaSettings.class)
                    .producer("crayfleet-test", 7_000)
                    .forEach((name, value) ->
                            assertThat(config).containsEntry(name, value.toString()));
            assertThat(config)
                    .containsEntry("acks", "all")
                    .containsEntry("delivery.timeout.ms", "7000");
        }
    }

    @Test
    void whatIsSetForOneProducerWins() {
        try (ApplicationContext context =
                context(Map.of("kafka.producers.special.linger.ms", "9"))) {
            Properties config =
                    context.getBean(
                                    AbstractKafkaProducerConfiguration.class,
                                    Qualifiers.byName("special"))
                            .getConfig();
            assertThat(config)
                    .hasEntrySatisfying("linger.ms", linger -> assertThat(linger).hasToString("9"));
            assertThat(config)
                    .containsEntry("acks", "all")
                    .containsEntry("compression.type", "lz4");
        }
    }

    /** Below what is set one by one; and not what names the file, in any of its spellings. */
    @Test
    void theFileOfSettingsReachesEveryClient(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("client.properties");
        Files.writeString(file, "security.protocol=SSL\nssl.truststore.type=PEM\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        try (ApplicationContext context =
                ApplicationContext.builder()
                        .banner(false)
                        .deduceEnvironment(false)
                        .propertySources(
                                PropertySource.of(
                                        "variables",
                                        Map.of(
                                                "KAFKA_BOOTSTRAP_SERVERS",
                                                "kafka.example:9093",
                                                "CRAYFLEET_KAFKA_CLIENT_CONFIG",
                                                file.toString(),
                                                "CRAYFLEET_KAFKA_SECURITY_PROTOCOL",
                                                "SASL_SSL"),
                                        PropertySource.PropertyConvention.ENVIRONMENT_VARIABLE))
                        .singletons(new ProducerDefaults("crayfleet-test", Duration.ofSeconds(7)))
                        .start()) {
            assertThat(context.getBean(KafkaSettings.class).client())
                    .containsExactlyInAnyOrderEntriesOf(
                            Map.of(SECURITY, "SASL_SSL", "ssl.truststore.type", "PEM"));
            assertThat(context.getBean(KafkaDefaultConfiguration.class).getConfig())
                    .containsEntry(SECURITY, "SASL_SSL")
                    .containsEntry("ssl.truststore.type", "PEM");
        }
    }

    private static ApplicationContext context(Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>(settings);
        all.put("kafka.bootstrap.servers", "kafka.example:9093");
        return ApplicationContext.builder()
                .banner(false)
                .deduceEnvironment(false)
                .properties(all)
                .singletons(new ProducerDefaults("crayfleet-test", Duration.ofSeconds(7)))
                .start();
    }
}
