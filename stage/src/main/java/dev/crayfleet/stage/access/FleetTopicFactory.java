package dev.crayfleet.stage.access;

import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.fleet.FleetFileTable;
import dev.crayfleet.kafka.fleet.FleetFollower;
import dev.crayfleet.kafka.fleet.FleetListener;
import dev.crayfleet.kafka.fleet.TokenTable;
import dev.crayfleet.stage.Stage;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.annotation.Value;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * Services that answer people follow the fleet topic; each bean that is a listener hears its
 * records. What a runner may read of Kafka, its agents may, too; and a poster answers nobody.
 */
@Factory
@Requires(property = Stage.PROPERTY, pattern = "ingest|dispatcher")
final class FleetTopicFactory {
    @Singleton
    TokenTable tokens() {
        return new TokenTable();
    }

    @Singleton
    CurrentFleet fleet() {
        return new CurrentFleet();
    }

    @Singleton
    FleetFileTable files(CurrentFleet fleet) {
        return new FleetFileTable(fleet::follow, fleet::close);
    }

    @Singleton
    @Bean(preDestroy = "close")
    FleetFollower follower(
            KafkaSettings kafka,
            List<FleetListener> listeners,
            CurrentFleet fleet,
            MeterRegistry meters,
            @Value("${" + Stage.PROPERTY + "}") String stage) {
        FleetFollower follower = new FleetFollower(kafka, "crayfleet-" + stage, listeners);
        FunctionCounter.builder("crayfleet.fleet.skipped", follower, FleetFollower::skipped)
                .register(meters);
        fleet.readWith(follower.caughtUp());
        follower.start();
        return follower;
    }
}
