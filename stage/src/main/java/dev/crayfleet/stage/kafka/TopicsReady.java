package dev.crayfleet.stage.kafka;

import dev.crayfleet.contract.Topics;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.TopicSetup;
import dev.crayfleet.kafka.rights.KafkaRole;
import dev.crayfleet.kafka.rights.RightsTable;
import dev.crayfleet.stage.Stage;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.annotation.Value;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;

/**
 * Once it is made, the topics that this stage uses exist as it is configured. A bean that takes it
 * as its first argument, before its Kafka clients, opens none of them while Kafka is away.
 */
@Singleton
@Requires(property = Stage.PROPERTY)
public final class TopicsReady {
    private static final TopicsTimeout DEFAULT = new TopicsTimeout(Duration.ofSeconds(30));

    /**
     * @throws IllegalStateException with a sentence for the operator, if Kafka cannot be reached in
     *     time or its topics have other partitions
     */
    TopicsReady(
            KafkaSettings kafka,
            Optional<TopicsTimeout> patience,
            @Value("${" + Stage.PROPERTY + "}") String stage) {
        TopicSetup.ensure(
                kafka,
                "crayfleet-" + stage,
                KafkaRole.of(stage)
                        .map(RightsTable::topics)
                        .orElseGet(() -> EnumSet.allOf(Topics.class)),
                patience.orElse(DEFAULT).timeout());
    }
}
