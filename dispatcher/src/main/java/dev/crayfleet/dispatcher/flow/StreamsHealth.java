package dev.crayfleet.dispatcher.flow;

import dev.crayfleet.stage.Stage;
import io.micronaut.context.annotation.Requires;
import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import jakarta.inject.Singleton;
import java.util.Map;
import org.apache.kafka.streams.KafkaStreams;
import org.reactivestreams.Publisher;

/** Up while lanes are worked on, or about to be. */
@Singleton
@Requires(property = Stage.PROPERTY, value = "dispatcher")
class StreamsHealth implements HealthIndicator {
    private final DispatcherStreams streams;

    StreamsHealth(DispatcherStreams streams) {
        this.streams = streams;
    }

    @Override
    public Publisher<HealthResult> getResult() {
        KafkaStreams.State state = streams.state();
        return Publishers.just(
                HealthResult.builder("lanes")
                        .status(
                                state.isRunningOrRebalancing()
                                        ? HealthStatus.UP
                                        : HealthStatus.DOWN)
                        .details(Map.of("state", state.name()))
                        .build());
    }
}
