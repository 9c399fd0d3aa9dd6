package dev.crayfleet.dispatcher.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.broker.EmbeddedKafka;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.TopicSetup;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one dispatcher writes about its start, the next one reads. */
class KafkaStartCounterStoreIT {
    private static final TopicPartition LANE = new TopicPartition(Topics.TASKS.topic(), 3);
    private static final TopicPartition OTHER = new TopicPartition(Topics.RUNS.topic(), 3);

    /** The first request of a new broker makes its offsets topic. */
    private static final Duration SLOW_BROKER_TIMEOUT = Duration.ofSeconds(30);

    @TempDir static Path folder;

    private static EmbeddedKafka kafka;

    @BeforeAll
    static void start() {
        kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0);
        TopicSetup.ensure(settings(), "test", Duration.ofSeconds(30));
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    @Test
    void aCountedStartIsReadByTheNextDispatcher() {
        try (KafkaStartCounterStore first =
                new KafkaStartCounterStore(settings(), "app", SLOW_BROKER_TIMEOUT)) {
            assertThat(first.read(LANE)).isEmpty();
            first.write(LANE, new StartCounter(40, 1));
            first.write(LANE, new StartCounter(41, 2));
            first.write(OTHER, new StartCounter(7, 1));
        }
        try (KafkaStartCounterStore next =
                new KafkaStartCounterStore(settings(), "app", SLOW_BROKER_TIMEOUT)) {
            assertThat(next.read(LANE)).contains(new StartCounter(41, 2));
            assertThat(next.read(OTHER)).contains(new StartCounter(7, 1));
        }
    }

    @Test
    void withoutKafkaNothingIsCountedAndNothingFails() {
        try (KafkaStartCounterStore store =
                new KafkaStartCounterStore(KafkaSettings.of("127.0.0.1:1"), "app")) {
            assertThat(store.read(LANE)).isEmpty();
            // Not asked again for a while: this returns at once.
            store.write(LANE, new StartCounter(40, 1));
            assertThat(store.read(LANE)).isEmpty();
        }
    }

    private static KafkaSettings settings() {
        return KafkaSettings.of(kafka.bootstrap());
    }
}
