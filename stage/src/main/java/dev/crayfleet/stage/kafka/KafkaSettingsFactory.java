package dev.crayfleet.stage.kafka;

import dev.crayfleet.contract.Topics;
import dev.crayfleet.kafka.KafkaSettings;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Value;
import io.micronaut.context.env.Environment;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;

/**
 * {@code kafka.bootstrap.servers}, {@code crayfleet.lanes}, {@code crayfleet.replication}, and
 * {@code crayfleet.kafka.*} handed to every client as it is.
 */
@Factory
final class KafkaSettingsFactory {
    @Singleton
    KafkaSettings settings(
            @Value("${kafka.bootstrap.servers:" + KafkaSettings.DEFAULT_BOOTSTRAP + "}")
                    String bootstrap,
            @Value("${crayfleet.lanes:" + Topics.DEFAULT_LANES + "}") int lanes,
            @Value("${crayfleet.replication:1}") short replication,
            Environment environment) {
        Map<String, String> client = new HashMap<>();
        environment
                .getProperties("crayfleet.kafka")
                .forEach((key, value) -> client.put(key, String.valueOf(value)));
        return new KafkaSettings(bootstrap, lanes, replication, client);
    }
}
