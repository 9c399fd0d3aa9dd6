package dev.crayfleet.dispatcher.kafka;

import dev.crayfleet.dispatcher.RequiresDispatcher;
import dev.crayfleet.dispatcher.config.HttpSettings;
import dev.crayfleet.dispatcher.config.LaneSettings;
import dev.crayfleet.stage.kafka.ProducerDefaults;
import dev.crayfleet.stage.kafka.TopicsTimeout;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;

/** What the dispatcher tells its stage: when it waits for Kafka, and how it writes to it. */
@Factory
@RequiresDispatcher
final class DispatcherKafkaFactory {
    @Singleton
    ProducerDefaults producerDefaults(HttpSettings settings) {
        return new ProducerDefaults("crayfleet-dispatcher-requests", settings.answerTimeout());
    }

    @Singleton
    TopicsTimeout topicsTimeout(LaneSettings settings) {
        return new TopicsTimeout(settings.kafkaPatience());
    }
}
