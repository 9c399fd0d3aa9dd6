package dev.crayfleet.dispatcher.kafka;

import dev.crayfleet.dispatcher.DispatcherClock;
import dev.crayfleet.dispatcher.RequiresDispatcher;
import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.streams.KafkaStreams;
import org.reactivestreams.Publisher;

/**
 * Up while lanes are running, or starting and rebalancing; down if a start or a rebalance takes too
 * long.
 */
@Singleton
@RequiresDispatcher
class StreamsHealth implements HealthIndicator {
    /**
     * Restoring a large ledger takes seconds. If it takes longer than this, a person has to look.
     */
    private static final Duration MAX_REBALANCE_TIME = Duration.ofMinutes(2);

    private final DispatcherStreams streams;
    private final Lanes lanes;
    private final DispatcherClock clock;

    StreamsHealth(DispatcherStreams streams, Lanes lanes, DispatcherClock clock) {
        this.streams = streams;
        this.lanes = lanes;
        this.clock = clock;
    }

    @Override
    public Publisher<HealthResult> getResult() {
        KafkaStreams.State state = streams.state();
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("state", state.name());
        details.put("since", streams.stateSince().toString());
        details.put("lanes", lanes.count());
        // A fleet that people have stopped is healthy: it does what it is told.
        lanes.stopped().ifPresent(stopped -> details.put("stopped", stopped));
        return Publishers.just(
                HealthResult.builder("lanes")
                        .status(isHealthy(state) ? HealthStatus.UP : HealthStatus.DOWN)
                        .details(details)
                        .build());
    }

    private boolean isHealthy(KafkaStreams.State state) {
        return switch (state) {
            case RUNNING -> true;
            case CREATED, REBALANCING ->
                    streams.stateSince().plus(MAX_REBALANCE_TIME).isAfter(clock.instant());
            case PENDING_SHUTDOWN, NOT_RUNNING, PENDING_ERROR, ERROR -> false;
        };
    }
}
