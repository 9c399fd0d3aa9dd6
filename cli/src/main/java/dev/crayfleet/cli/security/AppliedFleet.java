package dev.crayfleet.cli.security;

import dev.crayfleet.cli.doctor.Inquiry.Outcome;
import dev.crayfleet.cli.security.kafka.FleetTopic;
import dev.crayfleet.fleet.Fleet;
import dev.crayfleet.fleet.FleetVersion;
import dev.crayfleet.fleet.file.FleetJson;
import dev.crayfleet.fleet.file.FleetReading;
import dev.crayfleet.kafka.fleet.FleetFileRecord;
import java.nio.charset.StandardCharsets;

/** The fleet that a file on the fleet topic describes. */
public final class AppliedFleet {
    private AppliedFleet() {}

    /**
     * @throws IllegalArgumentException if this version of Crayfleet cannot read it
     */
    public static Fleet of(FleetFileRecord record) {
        return switch (FleetJson.read(record.file().getBytes(StandardCharsets.UTF_8))) {
            case FleetReading.Valid(Fleet fleet) ->
                    fleet.withVersion(new FleetVersion(record.number(), record.sha256()));
            case FleetReading.Invalid invalid -> throw unreadable(record.number());
        };
    }

    /** The one that decides; open where there was never a file. */
    static Outcome<Fleet> inForce(Outcome<FleetTopic> topic) {
        if (!(topic instanceof Outcome.Answered<FleetTopic>(FleetTopic seen))) {
            return new Outcome.Failed<>(topic.why());
        }
        try {
            if (seen.unreadable() > 0) {
                throw unreadable(seen.unreadable());
            }
            return new Outcome.Answered<>(seen.file().map(AppliedFleet::of).orElse(Fleet.open()));
        } catch (IllegalArgumentException unreadable) {
            return new Outcome.Failed<>(String.valueOf(unreadable.getMessage()));
        }
    }

    private static IllegalArgumentException unreadable(long number) {
        return new IllegalArgumentException(
                "version %d of the fleet file cannot be read by this version of Crayfleet"
                        .formatted(number));
    }
}
