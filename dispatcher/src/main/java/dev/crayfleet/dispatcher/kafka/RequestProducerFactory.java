package dev.crayfleet.dispatcher.kafka;

import dev.crayfleet.dispatcher.config.HttpSettings;
import dev.crayfleet.stage.Stage;
import dev.crayfleet.stage.kafka.ProducerDefaults;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;

/** Settings of the producer that {@link TaskRequests} is given. */
@Factory
@Requires(property = Stage.PROPERTY, value = "dispatcher")
final class RequestProducerFactory {
    @Singleton
    ProducerDefaults producerDefaults(HttpSettings settings) {
        return new ProducerDefaults("crayfleet-dispatcher-requests", settings.answerTimeout());
    }
}
